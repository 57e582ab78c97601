#include "offtake/mpi/mpi_ranks.h"

#include <mpi.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <numeric>
#include <thread>

#include "offtake/base/hash.h"
#include "offtake/base/text.h"

namespace offtake {
namespace {

enum Tag { kMessage = 1, kBeat = 2 };

constexpr std::chrono::milliseconds kBeatEvery{1000};
constexpr std::chrono::microseconds kFirstLook{20}, kLastLook{400};

Diagnostic lost(const std::string& name) {
  Diagnostic d;
  d.code = "E1341";
  d.what = fmt::format("{} is lost: it has been silent for {} s", name, MpiWatch::kLostAfter);
  d.mend = "look at its machine, then go on with --resume";
  return d;
}

std::string cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  sched_getaffinity(0, sizeof set, &set);
  return {reinterpret_cast<const char*>(&set), sizeof set};
}

int size_of(MPI_Comm communicator) {
  int size = 0;
  MPI_Comm_size(communicator, &size);
  return size;
}

}  // namespace

struct MpiRanks::Impl {
  // What goes between rank 0 and another.
  struct Peer {
    int rank = 0;
    std::string name = {};
    MPI_Request beat = MPI_REQUEST_NULL;
    char beats = 0;  // what is sent: whether this rank is asked to stop
    int silent = 0;  // beats since it was heard
  };

  MpiWatch watch;
  int rank = 0, size = 1, on_machine = 1, on_cores = 1;
  std::vector<std::string> names;
  std::vector<Peer> peers;
  std::mutex mutex;  // every call of MPI, which is asked for no threads of its own
  std::atomic<int> lost_rank{-1};
  std::atomic<bool> ending{false};
  std::thread pulse;

  // Looks again and again until `done` says so; false where a rank is lost.
  template <class Done>
  bool wait(Done done) {
    for (auto look = kFirstLook;; look = std::min(kLastLook, look * 2)) {
      {
        const std::lock_guard lock(mutex);
        if (done()) return true;
      }
      if (lost_rank.load() >= 0) return false;
      std::this_thread::sleep_for(look);
    }
  }
  bool wait_for(MPI_Request& request) {
    return wait([&] {
      int flag = 0;
      MPI_Test(&request, &flag, MPI_STATUS_IGNORE);
      return flag != 0;
    });
  }
  Diagnostic loss() const { return lost(names[std::size_t(lost_rank.load())]); }

  // To all of them at once.
  bool send(const std::vector<int>& ranks, const std::string& bytes) {
    OFFTAKE_CHECK(bytes.size() < INT32_MAX, fmt::format("a message of {} bytes", bytes.size()));
    std::vector<MPI_Request> sent(ranks.size(), MPI_REQUEST_NULL);
    {
      const std::lock_guard lock(mutex);
      for (std::size_t i = 0; i < ranks.size(); ++i) {
        MPI_Isend(bytes.data(), static_cast<int>(bytes.size()), MPI_BYTE, ranks[i], kMessage,
                  MPI_COMM_WORLD, &sent[i]);
      }
    }
    return std::all_of(sent.begin(), sent.end(), [&](MPI_Request& one) { return wait_for(one); });
  }
  bool receive(int from, std::string& bytes) {
    MPI_Message message{};
    MPI_Status status{};
    const bool here = wait([&] {
      int flag = 0;
      MPI_Improbe(from, kMessage, MPI_COMM_WORLD, &flag, &message, &status);
      return flag != 0;
    });
    if (!here) return false;
    MPI_Request request = MPI_REQUEST_NULL;
    {
      const std::lock_guard lock(mutex);
      int count = 0;
      MPI_Get_count(&status, MPI_BYTE, &count);
      bytes.resize(std::size_t(count));
      MPI_Imrecv(bytes.data(), count, MPI_BYTE, &message, &request);
    }
    return wait_for(request);
  }

  void name_all();
  void beat(Peer& peer);
  void listen();
  void run_pulse();
};

// Who is where, and how many share a machine and its cores.
void MpiRanks::Impl::name_all() {
  char host[MPI_MAX_PROCESSOR_NAME] = {};
  int length = 0;
  MPI_Get_processor_name(host, &length);
  std::vector<char> all(std::size_t(size) * sizeof host);
  MPI_Allgather(host, sizeof host, MPI_CHAR, all.data(), sizeof host, MPI_CHAR, MPI_COMM_WORLD);
  for (int r = 0; r < size; ++r) {
    names.push_back(fmt::format("rank {} on {}", r,
                                escape_controls(all.data() + std::size_t(r) * sizeof host)));
  }
  MPI_Comm machine{}, same{};
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, rank, MPI_INFO_NULL, &machine);
  const std::string hash = sha256(cores());
  const int color = (static_cast<unsigned char>(hash[0]) << 16) |
                    (static_cast<unsigned char>(hash[1]) << 8) |
                    static_cast<unsigned char>(hash[2]);
  MPI_Comm_split(machine, color, rank, &same);
  on_machine = size_of(machine);
  on_cores = size_of(same);
  MPI_Comm_free(&same);
  MPI_Comm_free(&machine);
}

void MpiRanks::Impl::beat(Peer& peer) {
  int sent = 0;
  MPI_Test(&peer.beat, &sent, MPI_STATUS_IGNORE);
  if (!sent) return;  // one that does not listen gets no second one
  peer.beats = watch.stop && watch.stop() ? 1 : 0;
  MPI_Isend(&peer.beats, 1, MPI_BYTE, peer.rank, kBeat, MPI_COMM_WORLD, &peer.beat);
}

void MpiRanks::Impl::listen() {
  while (true) {
    int flag = 0;
    MPI_Status status{};
    MPI_Iprobe(MPI_ANY_SOURCE, kBeat, MPI_COMM_WORLD, &flag, &status);
    if (!flag) return;
    char stops = 0;
    MPI_Recv(&stops, 1, MPI_BYTE, status.MPI_SOURCE, kBeat, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    for (Peer& peer : peers) {
      if (peer.rank == status.MPI_SOURCE) peer.silent = 0;
    }
    if (stops && watch.stop_all) watch.stop_all();
  }
}

void MpiRanks::Impl::run_pulse() {
  // After a loss nothing moves any more, as what was to be sent is gone.
  for (int tick = 0; !ending.load() && lost_rank.load() < 0; ++tick) {
    // In tenths of a beat, so that the end need not wait for one.
    std::this_thread::sleep_for(kBeatEvery / 10);
    if (tick % 10 != 0) continue;
    for (Peer& peer : peers) {
      const std::lock_guard lock(mutex);
      ++peer.silent;
      beat(peer);
    }
    {
      const std::lock_guard lock(mutex);
      listen();
    }
    for (const Peer& peer : peers) {
      if (peer.silent >= MpiWatch::kLostAfter) lost_rank.store(peer.rank);
      if (peer.silent > 0 && peer.silent % MpiWatch::kNamedAfter == 0 && watch.say) {
        watch.say(fmt::format("{} has been silent for {} s\n", peer.name, peer.silent));
      }
    }
  }
}

MpiRanks::MpiRanks(MpiWatch watch) : impl_(std::make_unique<Impl>()) {
  Impl& at = *impl_;
  at.watch = std::move(watch);
  int provided = 0;
  MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &provided);
  MPI_Comm_rank(MPI_COMM_WORLD, &at.rank);
  at.size = size_of(MPI_COMM_WORLD);
  at.name_all();
  for (int r = 0; r < at.size; ++r) {
    const bool linked = (r == 0) != (at.rank == 0);
    if (linked) at.peers.push_back({r, at.names[std::size_t(r)]});
  }
  OFFTAKE_CHECK(provided >= MPI_THREAD_SERIALIZED, "this MPI knows no threads");
  at.pulse = std::thread([this] { impl_->run_pulse(); });
}

MpiRanks::~MpiRanks() {
  if (impl_->pulse.joinable()) end(1);
}

int MpiRanks::rank() const { return impl_->rank; }
int MpiRanks::size() const { return impl_->size; }
std::string MpiRanks::name(int rank) const { return impl_->names[std::size_t(rank)]; }
int MpiRanks::on_these_cores() const { return impl_->on_cores; }
int MpiRanks::on_this_machine() const { return impl_->on_machine; }

Result<std::string> MpiRanks::broadcast(std::string bytes) {
  if (impl_->rank > 0) {
    if (!impl_->receive(0, bytes)) return impl_->loss();
    return bytes;
  }
  std::vector<int> others(std::size_t(impl_->size - 1));
  std::iota(others.begin(), others.end(), 1);
  if (!impl_->send(others, bytes)) return impl_->loss();
  return bytes;
}

Result<std::vector<std::string>> MpiRanks::gather(std::string bytes) {
  if (impl_->rank > 0) {
    if (!impl_->send({0}, bytes)) return impl_->loss();
    return std::vector<std::string>();
  }
  std::vector<std::string> all(std::size_t(impl_->size));
  all[0] = std::move(bytes);
  for (int r = 1; r < impl_->size; ++r) {
    if (!impl_->receive(r, all[std::size_t(r)])) return impl_->loss();
  }
  return all;
}

void MpiRanks::end(int exit_code) {
  MPI_Request all = MPI_REQUEST_NULL;
  {
    const std::lock_guard lock(impl_->mutex);
    MPI_Ibarrier(MPI_COMM_WORLD, &all);
  }
  const bool here = impl_->wait_for(all);
  impl_->ending.store(true);
  impl_->pulse.join();
  if (!here) abandon(exit_code);
  for (Impl::Peer& peer : impl_->peers) {
    if (peer.beat != MPI_REQUEST_NULL) MPI_Request_free(&peer.beat);
  }
  MPI_Finalize();
}

void MpiRanks::abandon(int exit_code) {
  MPI_Abort(MPI_COMM_WORLD, exit_code);
  std::_Exit(exit_code);
}

}  // namespace offtake

#include "offtake/results/record_speed.h"

#include <limits>

#include "offtake/base/text.h"
#include "offtake/results/columns.h"

namespace offtake {
namespace {

constexpr double kNano = 1e-9, kGiga = 1e9;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

Column number(const char* key, const char* en, const char* ko) {
  return quantity_column(key, en, ko, dim::ratio);
}

Table machine_table(const MachineSpeed& machine) {
  Table table{"machine", "What the machine can do", "기계의 한계", {}, {}, ""};
  table.columns = {
      word_column("what", "One thread unless it says otherwise", "따로 적지 않으면 스레드 하나",
                  {{"cycle of a core", "코어의 사이클 하나"},
                   {"random word of 32 bits", "32비트 난수 하나"},
                   {"byte moved", "옮긴 바이트"},
                   {"byte moved, all threads", "옮긴 바이트, 모든 스레드"}}),
      number("ns", "ns", "나노초"), number("cycles", "Cycles", "사이클"),
      number("ticks", "Ticks", "틱"), number("gb_per_s", "GB/s", "GB/초")};
  const auto add = [&](const char* what, const Timing& t, double bytes) {
    table.rows.push_back(row_of(what, t.median / kNano, ratio(t.median, machine.cycle.median),
                                t.ticks, bytes > 0.0 ? ratio(bytes / kGiga, t.median) : kNone));
  };
  add("cycle of a core", machine.cycle, 0.0);
  add("random word of 32 bits", machine.word, 4.0);
  add("byte moved", machine.byte_alone, 1.0);
  add("byte moved, all threads", machine.byte_together, 1.0);
  table.note =
      "Cycle: a third of a multiplication in a row of them. Words: drawn as futures draw them. "
      "Bytes: a triad over 192 MiB. Ticks: of the time-stamp counter.";
  table.note_ko =
      "사이클: 이어진 곱셈 하나의 3분의 1. 난수: 미래를 뽑는 방식. 바이트: 192 MiB에 걸친 세 "
      "배열의 "
      "연산. 틱: 타임스탬프 카운터.";
  return table;
}

Table work_table(const KernelSpeed& k) {
  Table table{"work", "What there is to do on a path", "경로마다 하는 일", {}, {}, ""};
  table.as_list = true;
  table.columns = {count_column("paths", "Paths that were played", "실행한 경로"),
                   count_column("steps", "Steps", "단계"),
                   count_column("agreement_steps", "Agreement-steps", "계약·단계"),
                   count_column("words", "Random words it is drawn from", "추출에 쓰는 난수"),
                   count_column("bytes", "Bytes that go through memory", "메모리를 지나는 바이트"),
                   word_column("kept", "Kept in memory between plans", "계획 사이에 메모리에 보관",
                               yes_or_no())};
  table.rows.push_back(row_of(k.paths, k.work.steps, k.work.agreement_steps, std::int64_t(k.words),
                              std::int64_t(k.bytes), k.kept ? "yes" : "no"));
  if (k.kept) return table;
  table.note = "They do not fit in memory: forward draws them.";
  table.note_ko = "메모리에 들어가지 않아 정방향에서 다시 뽑습니다.";
  return table;
}

Table kernel_table(const Speed& speed) {
  const KernelSpeed& k = speed.kernel;
  Table table{"kernel", "What a path costs on one thread", "스레드 하나에서 경로의 비용", {}, {},
              ""};
  table.columns = {
      word_column("what", "", "",
                  {{"random words", "난수"},
                   {"draw", "미래 추출"},
                   {"forward", "정방향"},
                   {"with the slope", "기울기까지"}}),
      number("ns_per_path", "ns per\npath", "경로당\n나노초"),
      number("ns_per_step", "ns per\npath-step", "경로·단계당\n나노초"),
      number("ns_per_agreement_step", "ns per\nagreement-\nstep", "계약·단계당\n나노초"),
      number("low_ns", "least", "최소"),
      number("high_ns", "most", "최대"),
      number("cycles_per_step", "cycles per\npath-step", "경로·단계당\n사이클"),
      number("cycles_per_agreement_step", "cycles per\nagreement-\nstep", "계약·단계당\n사이클"),
      number("ticks_per_agreement_step", "ticks per\nagreement-\nstep", "계약·단계당\n틱"),
      number("times_words", "random\nwords", "난수\n대비"),
      number("times_draw", "draw", "추출\n대비"),
      number("gb_per_s", "GB/s", "GB/초"),
      share_column("of_bandwidth", "of the\nbandwidth", "대역폭\n비중")};
  const double steps = double(k.work.steps), agreements = double(k.work.agreement_steps);
  const double cycle = speed.machine.cycle.median;
  const double words = k.words * speed.machine.word.median;
  const auto add = [&](const char* what, const Timing& t, double bytes) {
    const double rate = bytes > 0.0 ? ratio(bytes, t.median) : kNone;
    table.rows.push_back(row_of(
        what, t.median / kNano, ratio(t.median / kNano, steps), ratio(t.median / kNano, agreements),
        ratio(t.low / kNano, agreements), ratio(t.high / kNano, agreements),
        ratio(t.median, steps * cycle), ratio(t.median, agreements * cycle), t.ticks / agreements,
        ratio(t.median, words), ratio(t.median, k.draw.median), rate / kGiga,
        rate * speed.machine.byte_alone.median));
  };
  const Timing& word = speed.machine.word;
  add("random words", {words, k.words * word.low, k.words * word.high, k.words * word.ticks}, 0.0);
  add("draw", k.draw, 0.0);
  add("forward", k.forward, k.bytes);
  add("with the slope", k.slope, k.bytes);
  table.note = fmt::format("{} runs in turns with those of the machine.", speed.kernel_rounds);
  table.note_ko = fmt::format("기계 측정과 번갈아 {}회 실행.", speed.kernel_rounds);
  return table;
}

// Phases and their share of all that are no part of another.
class PhaseTable {
 public:
  PhaseTable(const char* key, const char* title, const char* title_ko)
      : table_{key, title, title_ko, {}, {}, ""} {
    table_.columns = {word_column("phase", "Phase", "단계",
                                  {{"draw", "미래 추출"},
                                   {"simulate", "시뮬레이션"},
                                   {"measure", "측정"},
                                   {"write", "쓰기"},
                                   {"master", "주 문제"},
                                   {"fresh paths", "새 경로 시험"},
                                   {"comparisons", "비교"},
                                   {"rest", "나머지"},
                                   {"of these, integer phase", "그중 물량 단위 단계"}}),
                      number("seconds", "Seconds", "초"), number("low_s", "least", "최소"),
                      number("high_s", "most", "최대"), share_column("share", "Share", "비중")};
  }
  void add(const char* phase, const Timing& time) {
    all_ += time.median;
    add_part(phase, time);
  }
  void add_part(const char* phase, const Timing& time) {
    table_.rows.push_back(row_of(phase, time.median, time.low, time.high, time.median));
  }
  Table table(std::string note, std::string note_ko) {
    for (std::vector<Cell>& row : table_.rows)
      row.back() = ratio(std::get<double>(row.back()), all_);
    table_.note = std::move(note);
    table_.note_ko = std::move(note_ko);
    return std::move(table_);
  }

 private:
  Table table_;
  double all_ = 0.0;
};

Table simulate_table(const Speed& speed) {
  PhaseTable out("simulate", "Where a simulation spends its time", "시뮬레이션 시간의 구성");
  out.add("draw", speed.simulate.draw);
  out.add("simulate", speed.simulate.play);
  out.add("measure", speed.simulate.measure);
  if (speed.simulate.write) out.add("write", *speed.simulate.write);
  return out.table(fmt::format("Medians of {} runs.", speed.rounds),
                   fmt::format("{}회 실행의 중앙값.", speed.rounds));
}

Table plan_table(const Speed& speed) {
  const PlanSpeed& p = *speed.plan;
  PhaseTable out("plan", "Where a plan spends its time", "계획 시간의 구성");
  out.add("draw", p.draw);
  out.add("simulate", p.oracle);
  out.add("master", p.master);
  out.add("fresh paths", p.fresh);
  out.add("comparisons", p.comparisons);
  out.add("rest", p.rest);
  out.add_part("of these, integer phase", p.integer);
  return out.table(
      fmt::format("Medians of {} runs; {} iterations and {} rounds of the integer phase, to a gap "
                  "of {:.2g}.",
                  speed.rounds, p.iterations, p.integer_rounds, p.gap),
      fmt::format("{}회 실행의 중앙값; 반복 {}회, 물량 단위 단계 {}회, 격차 {:.2g}까지.",
                  speed.rounds, p.iterations, p.integer_rounds, p.gap));
}

}  // namespace

std::vector<Table> speed_tables(const Speed& speed) {
  std::vector<Table> tables{machine_table(speed.machine), work_table(speed.kernel),
                            kernel_table(speed), simulate_table(speed)};
  if (speed.plan) tables.push_back(plan_table(speed));
  return tables;
}

}  // namespace offtake

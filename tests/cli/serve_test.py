#!/usr/bin/env python3
"""The server of the live page: its requests, its refusals, its jobs, and what it does not lose."""

import http.client
import json
import math
import os
import pathlib
import pty
import re
import shutil
import signal
import socket
import struct
import subprocess
import threading
import time
import unittest

from cli_test import SANITIZED, SOURCE, Program, environment

FEDERATION = SOURCE / "examples/federation"
SCHEMA = json.loads((SOURCE / "web/schema/page.schema.json").read_text("utf-8"))
PATIENCE = 240 if SANITIZED else 60
READERS = 10 if SANITIZED else 50


def eventually(what, seconds=PATIENCE):
    """What it returns once that is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.05)
    raise AssertionError("it never came")


def fits(document, name, root=SCHEMA):
    """Whether the document is as the schema's definition says: types, keys, no others."""
    import jsonschema
    jsonschema.validate(document, {"$ref": f"#/definitions/{name}", "definitions": root["definitions"]})


class Wire:
    """A page as it travels: its tables with their numbers in place."""

    def __init__(self, data):
        assert data[:4] == b"OFTP", data[:20]
        length, = struct.unpack_from("<I", data, 4)
        self.document = json.loads(data[8:8 + length].decode("utf-8"))
        at = (8 + length + 7) // 8 * 8
        assert data[8 + length:at].strip(b" ") == b""
        self.bits = data[at:]
        self.numbers = struct.unpack_from(f"<{(len(data) - at) // 8}d", data, at)

    def tables(self):
        for section in self.document["sections"]:
            for panel in section["panels"]:
                yield panel["table"]
                if "detail" in panel:
                    yield panel["detail"]["table"]

    def column(self, table, key):
        index = [c["key"] for c in table["columns"]].index(key)
        data = table["data"][index]
        return data["text"] if "text" in data else list(self.numbers[data["at"]:data["at"] + data["count"]])


class Client:
    """One browser: the cookie of one session."""

    def __init__(self, server, cookie=None):
        self.port, self.cookie = server.port, cookie

    def ask(self, method, path, body=None, headers=None, timeout=PATIENCE):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        sent = dict(headers or {})
        if self.cookie:
            sent.setdefault("Cookie", self.cookie)
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
        connection.request(method, path, body, sent)
        response = connection.getresponse()
        data = response.read()
        connection.close()
        response.data = data
        return response

    def json(self, method, path, body=None, status=200, **more):
        response = self.ask(method, path, body, **more)
        assert response.status == status, (method, path, response.status, response.data[:2000])
        return json.loads(response.data) if response.data else None

    def events(self, last=None):
        return Listener(self, last)


class Listener:
    """Server-sent events, collected by a thread."""

    def __init__(self, client, last):
        headers = {"Cookie": client.cookie}
        if last is not None:
            headers["Last-Event-ID"] = str(last)
        self.connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=PATIENCE)
        self.connection.request("GET", "/api/events", headers=headers)
        self.response = self.connection.getresponse()
        assert self.response.status == 200, self.response.status
        self.seen, self.ended = [], False
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()

    def listen(self):
        event = {}
        try:
            for line in self.response:
                key, _, value = line.decode("utf-8").rstrip("\r\n").partition(":")
                if key:
                    event[key] = value.lstrip()
                elif "event" in event:
                    self.seen.append((event["event"], json.loads(event["data"]), int(event["id"])))
                    event = {}
        except (OSError, http.client.HTTPException, ValueError, AttributeError):
            pass
        self.ended = True

    def of(self, name):
        return [data for kind, data, _ in self.seen if kind == name]


class Server(Client):
    def __init__(self, test, model, *options, cwd=None):
        self.process = test.start("serve", model, "--no-open", *options, **({"cwd": cwd} if cwd else {}))
        test.addCleanup(self.kill)
        line = self.process.stdout.readline().decode("utf-8").strip()
        found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/#token=([A-Za-z0-9_-]{40,})", line)
        assert found, (line, self.process.poll() is not None and self.process.stderr.read())
        self.port, self.token = int(found[1]), found[2]
        super().__init__(self)
        self.cookie = self.session()

    def session(self):
        response = self.ask("POST", "/api/session", {"token": self.token})
        assert response.status == 204, response.status
        cookie = response.getheader("Set-Cookie")
        assert "HttpOnly" in cookie and "SameSite=Strict" in cookie, cookie
        return cookie.split(";")[0]

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def end(self):
        """What it says at its end: answered, refused."""
        self.process.send_signal(signal.SIGINT)
        _, err = self.process.communicate(timeout=PATIENCE)
        assert self.process.returncode == 0, err
        found = re.search(rb"(\d+) requests answered, (\d+) refused", err)
        return int(found[1]), int(found[2])

    def job(self, command, **options):
        return self.json("POST", "/api/jobs", {"command": command, "options": options}, status=201)

    def ended(self, number):
        def look():
            jobs = {j["job"]: j for j in self.json("GET", "/api/jobs")["jobs"]}
            return jobs[number] if jobs[number]["ended"] else None
        return eventually(look)


class Serve(Program):
    def setUp(self):
        super().setUp()
        shutil.copytree(FEDERATION, self.top / "f", ignore=shutil.ignore_patterns("*.db*"))

    def server(self, model="f", *options):
        return Server(self, model, *options)

    def files(self, server):
        return {f["name"]: f for f in server.json("GET", "/api/model")["files"]}


class Requests(Serve):
    def test_page_and_session(self):
        server = self.server()
        page = Client(server).ask("GET", "/")
        self.assertEqual(page.status, 200)
        self.assertIn("text/html", page.getheader("Content-Type"))
        self.assertIn("script-src 'sha256-", page.getheader("Content-Security-Policy"))
        self.assertEqual(Client(server).ask("GET", "/api/model").status, 401)
        self.assertEqual(Client(server).ask("POST", "/api/session", {"token": "x" * 43}).status, 401)

    def test_model(self):
        server = self.server()
        model = server.json("GET", "/api/model")
        fits(model, "Model")
        self.assertEqual(model["strategies"][:2], ["exclusive", "multicloud"])
        self.assertEqual(model["argument"], "f")
        for name, file in self.files(server).items():
            self.assertEqual(file["text"], (self.top / "f" / name).read_text("utf-8"))
        price = next(q for q in model["quantities"] if q["key"] == "offers.oracle-1gw.price")
        self.assertEqual((price["before"], price["number"], price["after"]), ("$", 10, "B/GW-year"))
        line = (self.top / "f" / price["file"]).read_text("utf-8").splitlines()[price["line"] - 1]
        self.assertIn(price["text"], line)
        names = [c["name"] for c in model["commands"]]
        self.assertIn("plan", names)
        self.assertNotIn("commit", names)

    def test_check_and_save(self):
        server = self.server()
        file = self.files(server)["offers.yaml"]
        good = file["text"].replace("price: $10B/GW-year", "price: $11B/GW-year", 1)
        bad = file["text"].replace("price: $10B/GW-year", "price: 10 apples", 1)
        checked = server.json("POST", "/api/check", {"files": [{"name": "offers.yaml", "text": bad}]})
        fits(checked, "Checked")
        error = checked["diagnostics"][0]
        self.assertEqual((error["severity"], error["file"], error["line"]), ("error", "offers.yaml", bad.split("10 apples")[0].count("\n") + 1))
        refused = server.json("PUT", "/api/files", {"files": [{**file, "text": bad}]})
        self.assertFalse(refused["saved"])
        self.assertEqual((self.top / "f/offers.yaml").read_text("utf-8"), file["text"])
        saved = server.json("PUT", "/api/files", {"files": [{**file, "text": good}]})
        self.assertTrue(saved["saved"])
        self.assertEqual((self.top / "f/offers.yaml").read_text("utf-8"), good)
        conflict = server.json("PUT", "/api/files", {"files": [{**file, "text": file["text"]}]}, status=409)
        fits(conflict, "Failed")
        self.assertEqual((self.top / "f/offers.yaml").read_text("utf-8"), good)
        self.assertEqual([p.name for p in (self.top / "f").iterdir() if p.name.endswith(".tmp")], [])

    def test_two_files_are_saved_or_none(self):
        server = self.server()
        offers = self.files(server)["offers.yaml"]
        new = {"name": "more.yaml", "text": "sites:\n  north: {power_price: $40/MWh}\n", "hash": ""}
        self.assertTrue(server.json("PUT", "/api/files", {"files": [offers, new]})["saved"])
        self.assertIn("more.yaml", self.files(server))
        stale = {**offers, "hash": "0" * 64}
        newer = {**self.files(server)["more.yaml"], "text": "sites: {}\n"}
        server.json("PUT", "/api/files", {"files": [newer, stale]}, status=409)
        self.assertEqual((self.top / "f/more.yaml").read_text("utf-8"), new["text"])

    def test_names_do_not_leave_the_folder(self):
        (self.top / "secret.yaml").write_text("sites: {}\n")
        (self.top / "f/link.yaml").symlink_to(self.top / "secret.yaml")
        os.mkdir(self.top / "f/sub")
        os.unlink(self.top / "f/link.yaml")
        server = self.server()
        (self.top / "f/link.yaml").symlink_to(self.top / "secret.yaml")
        for name in ["../secret.yaml", "/etc/passwd", "sub/x.yaml", "..yaml", ".x.yaml", "x.yml", "offtake.db",
                     "a\\b.yaml", "~/x.yaml", "x.yaml\n", "é.yaml", "", "a/../offers.yaml", "link.yaml",
                     "x" * 200 + ".yaml", "./offers.yaml"]:
            with self.subTest(name):
                body = {"files": [{"name": name, "text": "sites: {}\n", "hash": ""}]}
                fits(server.json("PUT", "/api/files", body, status=422), "Failed")
        self.assertEqual((self.top / "secret.yaml").read_text(), "sites: {}\n")
        self.assertEqual(sorted(p.name for p in self.top.iterdir()), ["f", "m", "secret.yaml"])

    def test_bodies_are_strict(self):
        server = self.server()
        for method, path, body in [
            ("POST", "/api/check", {}), ("POST", "/api/check", {"files": {}}), ("POST", "/api/check", []),
            ("POST", "/api/check", "{"), ("POST", "/api/check", {"files": [{"name": "a.yaml"}]}),
            ("POST", "/api/check", {"files": [{"name": "a.yaml", "text": 1}]}),
            ("POST", "/api/check", {"files": [{"name": "a.yaml", "text": "", "more": ""}]}),
            ("POST", "/api/whatif", {"set": "x"}), ("POST", "/api/whatif", {"set": [1]}),
            ("POST", "/api/whatif", {"paths": 0}), ("POST", "/api/whatif", {"paths": 100001}),
            ("POST", "/api/whatif", {"paths": "10"}), ("POST", "/api/whatif", {"paths": 1.5}),
            ("POST", "/api/whatif", {"sets": []}), ("POST", "/api/whatif", {"strategy": None}),
            ("POST", "/api/whatif", {"set": ["a\0b"]}), ("POST", "/api/jobs", {"command": "commit"}),
            ("POST", "/api/jobs", {"command": "plan", "options": []}),
            ("POST", "/api/jobs", {"command": "plan", "options": {"--output": "x"}}),
            ("POST", "/api/jobs", {"command": "plan", "options": {"--results": "x"}}),
            ("POST", "/api/jobs", {"command": "plan", "options": {"--quick": "yes"}}),
            ("POST", "/api/jobs", {"command": "plan", "options": {"--paths": 2000}}),
            ("POST", "/api/jobs", {"command": "simulate", "options": {"--plan": "/etc/passwd"}}),
            ("POST", "/api/jobs", {"command": "plan", "options": {"--sampling": "best"}}),
            ("GET", "/api/report?runs=x", None), ("GET", "/api/download?kind=csv&run=-1", None),
        ]:
            with self.subTest(path=path, body=body):
                fits(server.json(method, path, body, status=400), "Failed")
        for method, path in [("GET", "/api/nothing"), ("GET", "/nothing"), ("DELETE", "/api/jobs/7"),
                             ("GET", "/api/jobs/7/bounds"), ("GET", "/api/report?runs=7"), ("POST", "/api/model"),
                             ("GET", "/api/download?kind=report&runs=7"), ("GET", "/api/download?kind=tar")]:
            with self.subTest(path=path):
                fits(server.json(method, path, {} if method == "POST" else None, status=404), "Failed")

    def test_before_anything_has_run_the_page_is_of_the_model(self):
        page = Wire(self.server().ask("GET", "/api/report").data).document
        fits(page, "Page")
        sections = {section["key"]: section for section in page["sections"]}
        self.assertTrue(sections["assumptions"]["panels"])
        self.assertTrue(sections["timeline"]["panels"])
        self.assertEqual(sections["decision"]["panels"], [])
        self.assertIn("offtake plan", sections["decision"]["missing"][0]["command"])

    def test_a_wrong_model_is_shown_and_mended(self):
        path = self.top / "f/offers.yaml"
        good = path.read_text("utf-8")
        path.write_text(good.replace("price: $10B/GW-year", "price: 10 apples", 1), "utf-8")
        server = self.server()
        model = server.json("GET", "/api/model")
        fits(model, "Model")
        self.assertEqual(model["diagnostics"][0]["file"], "offers.yaml")
        self.assertEqual(model["quantities"], [])
        server.json("POST", "/api/whatif", {}, status=422)
        file = self.files(server)["offers.yaml"]
        self.assertTrue(server.json("PUT", "/api/files", {"files": [{**file, "text": good}]})["saved"])
        self.assertTrue(server.json("GET", "/api/model")["quantities"])

    def test_a_file_that_was_wanting_and_comes_is_read(self):
        shutil.copytree(SOURCE / "examples/first-model", self.top / "g", ignore=shutil.ignore_patterns("*.db*"))
        path = self.top / "g/data/demand.csv"
        aside = path.rename(self.top / "demand.csv")
        server = self.server("g")
        self.assertEqual(server.json("GET", "/api/model")["diagnostics"][0]["code"], "E0501")
        listener = server.events()
        aside.rename(path)
        eventually(lambda: listener.of("model"))
        self.assertTrue(server.json("GET", "/api/model")["quantities"])

    def test_what_changes_on_disk_is_told(self):
        server = self.server()
        listener = server.events()
        before = server.json("GET", "/api/model")["hash"]
        path = self.top / "f/offers.yaml"
        path.write_text(path.read_text("utf-8").replace("$10B/GW-year", "$12B/GW-year"), "utf-8")
        told = eventually(lambda: listener.of("model"))
        after = server.json("GET", "/api/model")["hash"]
        self.assertNotEqual(before, after)
        self.assertEqual(told[0], {"hash": after})


class WhatIf(Serve):
    SET = ["offers.stargate.price=$9.5B/GW-year", "drivers.demand.volatility=45 %"]

    def cli(self, *arguments):
        sets = [x for s in self.SET for x in ("--set", s)]
        done = self.run_("simulate", "f", *sets, "--paths", "2000", "--results", "none", "--format", "json", *arguments,
                         exit=0)
        return json.loads(done.out)

    def test_it_is_what_the_command_says(self):
        server = self.server()
        for strategy in ["as-announced", "as-signed", ""]:
            body = {"set": self.SET, "strategy": strategy, "paths": 2000, "seed": 7}
            answer = server.ask("POST", "/api/whatif", body)
            self.assertEqual(answer.status, 200, answer.data[:500])
            self.assertEqual(answer.getheader("Content-Type"), "application/vnd.offtake.page")
            page = Wire(answer.data)
            fits(page.document, "Page")
            said = self.cli("--seed", "7", *(["--strategy", strategy] if strategy else []))
            self.compare(page, said)

    # Of the page, of the document, and what tells a row.
    SAME = [("capacity_years", "by_year", ["year"]), ("money_years", "by_year", ["year"]), ("hhi", "by_year", ["year"]),
            ("per_mwh", "by_year", ["year"]), ("per_dollar", "by_year", ["year"]), ("party_values", "parties", ["party"]),
            ("cash_at_risk", "party_years", ["party", "year"]), ("returns", "returns", ["agreement", "party"]),
            ("resources_used", "resources", ["resource", "year"]), ("cash_fan", "cash", ["party", "step"])]

    def compare(self, page, said):
        """What the page shows is what the document says, bit for bit."""
        said["cash"] = [{**row, "mean_usd": row["mean"], **{f"{q}_usd": row[q] for q in ("q05", "q25", "q75", "q95")}}
                        for row in said["series"] if row["measure"] == "cash_usd"]
        label = lambda x: x if isinstance(x, str) else str(int(x))
        tables = {table["key"]: table for table in page.tables()}
        for shown, stored, keys in self.SAME:
            rows = {tuple(label(row[k]) for k in keys): row for row in said[stored]}
            told = list(zip(*(map(label, page.column(tables[shown], k)) for k in keys)))
            self.assertEqual(len(told), tables[shown]["rows"])
            self.assertEqual(set(told), set(rows), shown)
            numbers = [c["key"] for c in tables[shown]["columns"] if c["kind"] == "quantity"]
            self.assertTrue(numbers)
            for key in numbers:
                for row, got in zip(told, page.column(tables[shown], key)):
                    wanted = rows[row][key]
                    self.assertTrue(math.isnan(got) if wanted is None else got == wanted, (shown, row, key, got, wanted))

    def test_another_value_is_another_answer(self):
        server = self.server()
        ask = lambda s: Wire(server.ask("POST", "/api/whatif", {"set": s, "paths": 500}).data).bits
        self.assertTrue(ask([]) == ask([]))
        self.assertFalse(ask([]) == ask(self.SET))

    def test_what_is_wrong_with_a_value_is_said(self):
        server = self.server()
        for body in [{"set": ["offers.stargate.prize=1"]}, {"set": ["offers.stargate.price=20 %"]},
                     {"strategy": "none-such"}, {"set": ["x"]}, {"plan": 99}]:
            response = server.ask("POST", "/api/whatif", body)
            self.assertIn(response.status, (404, 422), body)
            fits(json.loads(response.data), "Failed")

    def test_a_newer_question_takes_the_place_of_an_older_one(self):
        server = self.server()
        answers = {}

        def ask(name, client, paths):
            answers[name] = server.ask("POST", "/api/whatif", {"client": client, "paths": paths}).status
        old = threading.Thread(target=ask, args=("old", "a", 100000))
        old.start()
        time.sleep(0.3)
        ask("new", "a", 100)
        old.join()
        self.assertEqual(answers, {"old": 409, "new": 200})

    @unittest.skipIf(SANITIZED, "a time")
    def test_it_is_quick(self):
        server = self.server()
        took = []
        for i in range(40):
            begun = time.monotonic()
            body = {"set": [f"offers.stargate.price=${8 + i / 20}B/GW-year"], "strategy": "as-announced"}
            self.assertEqual(server.ask("POST", "/api/whatif", body).status, 200)
            took.append(time.monotonic() - begun)
        took.sort()
        print(f"what-if of 2,000 paths: median {1e3 * took[20]:.0f} ms, p95 {1e3 * took[37]:.0f} ms")
        self.assertLess(took[37], 1.0)  # 0.2 s on a machine that does nothing else


class RunsAndJobs(Serve):
    def test_a_command_is_told_with_its_results_file(self):
        server = self.server("f", "--results", "my runs.db")
        self.assertEqual(server.json("GET", "/api/model")["results"], "my runs.db")
        job = server.job("simulate", **{"--paths": "100", "--strategy": "it's"})
        self.assertEqual(job["command"], "offtake simulate f --paths=100 '--strategy=it'\\''s' --results 'my runs.db'")
        self.assertEqual(self.server().json("GET", "/api/model")["results"], "")

    def test_a_job_keeps_the_run_that_the_command_keeps(self):
        server = self.server()
        listener = server.events()
        fits(server.json("GET", "/api/runs"), "Runs")
        job = server.job("simulate", **{"--paths": "500", "--strategy": "as-announced", "--set": WhatIf.SET})
        fits(job, "Job")
        self.assertIn("offtake simulate f ", job["command"])
        job = server.ended(job["job"])
        fits(job, "Job")
        self.assertEqual((job["state"], job["run"], job["done"]), ("done", 1, 1))
        run = server.json("GET", "/api/runs")["runs"][0]
        self.assertEqual((run["command"], run["strategy"], run["set"]), ("simulate", "as-announced", WhatIf.SET))
        states = [j["state"] for j in listener.of("job")]
        self.assertEqual((states[0], states[-1]), ("waiting", "done"))
        self.assertIn("running", states)
        stored = json.loads(self.run_("runs", "f", "1", "--format", "json", exit=0).out)
        shown = server.ask("GET", "/api/download?kind=csv&run=1&table=capacity_steps")
        self.assertTrue(shown.data.startswith(b"who,step,demand_h100e,"), shown.data[:80])
        csv = server.ask("GET", "/api/download?kind=csv&run=1&table=by_year")
        self.assertIn('filename="run-1-by_year.csv"', csv.getheader("Content-Disposition"))
        self.assertEqual(len(csv.data.splitlines()), len(stored["by_year"]) + 1)
        book = server.ask("GET", "/api/download?kind=workbook&run=1&lang=ko")
        self.run_("export", "f", "1", "--to", "xlsx", "-o", "b.xlsx", "--lang", "ko", exit=0)
        self.assertTrue(book.data == (self.top / "b.xlsx").read_bytes())
        report = server.ask("GET", "/api/download?kind=report&runs=1")
        self.assertIn(b"<!doctype html>", report.data[:100].lower())
        page = Wire(server.ask("GET", "/api/report?runs=1").data)
        fits(page.document, "Page")
        self.assertTrue(Wire(server.ask("GET", "/api/report").data).bits == page.bits)

    def test_what_a_job_says_of_a_mistake(self):
        server = self.server()
        job = server.ended(server.job("simulate", **{"--strategy": "none-such"})["job"])
        self.assertEqual((job["state"], job["run"]), ("failed", None))
        self.assertIn("E0907", job["output"])

    def test_a_value_is_never_an_option(self):
        server = self.server()
        job = server.ended(server.job("sweep", **{"KEY=VALUES": ["--results=x.db"], "--paths": "10"})["job"])
        self.assertEqual(job["state"], "failed")
        self.assertFalse((self.top / "x.db").exists())

    def test_a_plan_that_is_stopped_keeps_the_best(self):
        server = self.server()
        listener = server.events()
        job = server.job("plan", **{"--paths": "2000", "--strategy": "multicloud"})["job"]
        eventually(lambda: len(listener.of("bound")) >= 3)
        bound = listener.of("bound")[0]
        self.assertEqual(bound.pop("job"), job)
        fits(bound, "Bound")
        said = server.json("GET", f"/api/jobs/{job}/bounds")
        self.assertEqual(said[:3], [{k: v for k, v in b.items() if k != "job"} for b in listener.of("bound")[:3]])
        self.assertEqual(server.json("DELETE", f"/api/jobs/{job}")["state"], "running")
        ended = server.ended(job)
        self.assertEqual(ended["state"], "stopped")
        run = next(r for r in server.json("GET", "/api/runs")["runs"] if r["run"] == ended["run"])
        self.assertEqual((run["command"], run["state"]), ("plan", "stopped"))
        # It can be played.
        answer = server.ask("POST", "/api/whatif", {"plan": ended["run"], "paths": 200})
        self.assertEqual(answer.status, 200, answer.data[:500])

    def test_jobs_wait_and_are_taken_back(self):
        server = self.server()
        first = server.job("plan", **{"--paths": "20k"})["job"]
        eventually(lambda: server.json("GET", "/api/jobs")["jobs"][0]["state"] == "running")
        waiting = [server.job("simulate", **{"--paths": "100"})["job"] for _ in range(16)]
        fits(server.json("POST", "/api/jobs", {"command": "plan"}, status=429), "Failed")
        self.assertEqual(server.json("DELETE", f"/api/jobs/{waiting[3]}")["state"], "stopped")
        server.json("DELETE", f"/api/jobs/{first}")
        for number in waiting:
            self.assertEqual(server.ended(number)["state"], "stopped" if number == waiting[3] else "done")
        # The plan may have been stopped before it had begun its own.
        runs = [run for run in server.json("GET", "/api/runs")["runs"] if run["command"] == "simulate"]
        self.assertEqual(len(runs), 15)

    def test_a_page_that_comes_again_is_told_what_it_missed(self):
        server = self.server()
        first = server.events()
        server.ended(server.job("simulate", **{"--paths": "100"})["job"])
        eventually(lambda: first.seen and first.seen[-1][1].get("state") == "done")
        last = first.seen[0][2]
        again = server.events(last)
        eventually(lambda: len(again.seen) >= len(first.seen) - 1)
        self.assertEqual(again.seen, first.seen[1:])

    def test_the_end_ends_jobs_and_streams(self):
        server = self.server()
        listener = server.events()
        server.job("plan", **{"--paths": "20k"})
        child = eventually(lambda: subprocess.run(["pgrep", "-P", str(server.process.pid)], capture_output=True,
                                                  text=True).stdout.split())
        server.end()
        eventually(lambda: listener.ended)
        self.assertFalse(pathlib.Path("/proc", child[0]).exists())

    def test_a_killed_server_leaves_no_job_behind(self):
        server = self.server()
        server.job("plan", **{"--paths": "20k"})
        child = eventually(lambda: subprocess.run(["pgrep", "-P", str(server.process.pid)], capture_output=True,
                                                  text=True).stdout.split())
        server.process.kill()
        eventually(lambda: not pathlib.Path("/proc", child[0]).exists() or
                   pathlib.Path("/proc", child[0], "stat").read_text().split()[2] == "Z")


class Refusals(Serve):
    def raw(self, server, data, wait=5):
        with socket.create_connection(("127.0.0.1", server.port), timeout=wait) as s:
            s.sendall(data)
            out = b""
            try:
                while part := s.recv(65536):
                    out += part
            except (TimeoutError, ConnectionError):
                pass
            return out

    def test_who_is_refused_is_counted(self):
        server = self.server()
        here = {"Host": f"127.0.0.1:{server.port}"}
        body = json.dumps({"paths": 10})
        refused = [
            ("GET", "/api/model", None, {"Cookie": server.cookie + "x"}, 401),
            ("GET", "/api/model", None, {"Cookie": ""}, 401),
            ("GET", "/", None, {"Host": "evil.example"}, 403),
            ("GET", "/api/model", None, {"Host": f"evil.example:{server.port}"}, 403),
            ("GET", "/api/model", None, {"Host": f"127.0.0.1.:{server.port}"}, 403),
            ("POST", "/api/whatif", body, {"Origin": "http://evil.example"}, 403),
            ("POST", "/api/whatif", body, {"Origin": "null"}, 403),
            ("GET", "/api/events", None, {"Sec-Fetch-Site": "cross-site"}, 403),
            ("POST", "/api/whatif", body, {"Content-Type": "text/plain"}, 415),
            ("PATCH", "/api/model", None, {}, 405),
            ("GET", "/../etc/passwd", None, {}, 400),
            ("GET", "/%2e%2e/etc/passwd", None, {}, 400),
            ("POST", "/api/check", "x" * (9 << 20), {}, 413),
        ]
        for method, path, sent, headers, status in refused:
            with self.subTest(path=path, headers=headers):
                try:
                    self.assertEqual(server.ask(method, path, sent, {**here, **headers}).status, status)
                except (BrokenPipeError, ConnectionResetError):
                    self.assertEqual(status, 413)  # it did not read on
        huge = self.raw(server, b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 20000 + b"\r\n\r\n")
        self.assertIn(b" 431 ", huge)
        self.assertEqual(server.ask("GET", "/api/model").status, 200)
        answered, said = server.end()
        self.assertGreaterEqual(said, len(refused))
        self.assertGreaterEqual(answered, 2)

    def test_slow_clients_hold_nobody_up(self):
        server = self.server()
        slow = []
        for i in range(30):
            s = socket.create_connection(("127.0.0.1", server.port))
            s.sendall(f"POST /api/check HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nCookie: {server.cookie}\r\n"
                      f"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{".encode())
            slow.append(s)
        begun = time.monotonic()
        self.assertEqual(server.ask("GET", "/api/model").status, 200)
        self.assertLess(time.monotonic() - begun, 10)
        for s in slow:
            s.close()


class Together(Serve):
    def test_many_read_while_a_plan_runs(self):
        server = self.server()
        job = server.job("plan", **{"--paths": "5000", "--strategy": "multicloud"})["job"]
        eventually(lambda: server.json("GET", f"/api/jobs/{job}/bounds"))
        model = server.json("GET", "/api/model")
        listeners = [server.events() for _ in range(READERS // 5)]
        lost, count = [], [0]

        def read():
            mine = Client(server, server.cookie)
            for path in ["/api/model", "/api/jobs", "/api/runs"] * 4:
                try:
                    got = mine.json("GET", path)
                    if path == "/api/model" and got != model:
                        lost.append(path)
                    count[0] += 1
                except Exception as error:
                    lost.append(repr(error))
        readers = [threading.Thread(target=read) for _ in range(READERS)]
        for r in readers:
            r.start()
        for r in readers:
            r.join()
        self.assertEqual(lost, [])
        self.assertEqual(count[0], 12 * READERS)
        server.json("DELETE", f"/api/jobs/{job}")
        server.ended(job)
        said = server.json("GET", f"/api/jobs/{job}/bounds")
        for listener in listeners:  # each was told every bound since it came, in order
            eventually(lambda: listener.of("job") and listener.of("job")[-1]["state"] == "stopped")
            told = [{k: v for k, v in b.items() if k != "job"} for b in listener.of("bound")]
            self.assertEqual(told, said[len(said) - len(told):])

    def test_two_servers_and_the_program_on_one_file(self):
        servers = [self.server(), self.server()]
        jobs = [s.job("simulate", **{"--paths": "300"})["job"] for s in servers for _ in range(3)]
        for _ in range(3):
            self.run_("simulate", "f", "--paths", "300", exit=0)
        for server, numbers in zip(servers, (jobs[:3], jobs[3:])):
            for number in numbers:
                self.assertEqual(server.ended(number)["state"], "done")
        listed = [s.json("GET", "/api/runs")["runs"] for s in servers]
        self.assertEqual(listed[0], listed[1])
        self.assertEqual([r["run"] for r in listed[0]], list(range(1, 10)))


class Usage(Serve):
    def test_what_can_not_be_served(self):
        self.refused("serve", "nowhere", exit=3, says=["E0001"])
        self.refused("serve", "f", "--results", "none", exit=2, says=["E0902"])
        self.refused("serve", "f", "--port", "65536", exit=2, says=["E0902", "--port"])
        server = self.server()
        self.refused("serve", "f", "--port", str(server.port), exit=6, says=["E1180"])

    def test_a_browser_is_started_without_the_secret_in_its_arguments(self):
        browser = self.top / "bin/xdg-open"
        browser.parent.mkdir()
        browser.write_text(f"#!/bin/sh\nstat -c %a $(dirname $1) > {self.top}/mode\ncp $1 {self.top}/opened\n"
                           f"echo $@ > {self.top}/arguments.new\nmv {self.top}/arguments.new {self.top}/arguments\n")
        browser.chmod(0o755)
        path = f"{browser.parent}:{os.environ['PATH']}"
        for desktop, options in (({"DISPLAY": ":0"}, []), ({"DISPLAY": ":0"}, ["--no-open"]), ({}, [])):
            master, terminal = pty.openpty()
            process = self.start("serve", "f", *options, stdout=terminal, env=environment(PATH=path, **desktop))
            os.close(terminal)
            address = b""
            while not address.endswith(b"\n"):
                address += os.read(master, 4096)
            if desktop and not options:
                arguments = eventually(lambda: (self.top / "arguments").exists() and
                                       (self.top / "arguments").read_text()).split()
                self.assertEqual(len(arguments), 1)
                token = address.decode().strip().split("token=")[1]
                self.assertNotIn(token, arguments[0])
                self.assertIn(token, (self.top / "opened").read_text())
                self.assertEqual((self.top / "mode").read_text().strip(), "700")
                (self.top / "arguments").unlink()
            else:
                time.sleep(0.5)
                self.assertFalse((self.top / "arguments").exists())
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=PATIENCE)
            self.assertEqual(process.returncode, 0)
            os.close(master)
        self.assertFalse(pathlib.Path(arguments[0]).exists())


if __name__ == "__main__":
    unittest.main()

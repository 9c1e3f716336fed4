"""Compiling ahead: every settlement model and a case, with processes or without."""

from detente.cli import warm
from detente.models import models


def test_without_shared_memory_one_process_compiles_all(monkeypatch):
    def refuse(*_args, **_options):
        raise OSError(30, "Read-only file system")

    compiled = []
    monkeypatch.setattr(warm, "ProcessPoolExecutor", refuse)
    monkeypatch.setattr(warm, "_once", lambda job: compiled.append(job) or job)
    done = warm.warm()
    published = {slug for slug, m in models("settlement").items() if not m.traits.baseline}
    assert set(done) == published | {"alaska-2025"}
    assert sorted(compiled) == done

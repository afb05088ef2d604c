"""What a filled form says about itself."""

from bpr_studio.domain.shared.findings import Finding, Level
from bpr_studio.domain.workload.form import FormIdentity, FormReading


def test_errors_are_counted_apart_from_repairs():
    findings = tuple(Finding(level, "rule", "sentence") for level in (*Level, Level.ERROR))
    reading = FormReading(FormIdentity("overall", 1, "r", 2026, "0101"), (), findings, "digest")
    assert reading.errors == 2

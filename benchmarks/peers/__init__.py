"""Tools the program is measured against and checked with: bpmn-js, bpmnlint, Chromium."""

"""Exchange between PCs: sealing, pushing, pulling, bundles, enrolment; no files, no Qt."""

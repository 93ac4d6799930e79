"""The index: format, encoders, lexical and dense search, retrieval, evidence."""

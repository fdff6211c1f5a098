"""Posts -> claims -> events. Imports gazetteer; the stages are listed in order in pipeline.py."""

"""The recording of log lines that the tests of the monitoring read."""

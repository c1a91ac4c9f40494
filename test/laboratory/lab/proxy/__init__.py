"""Real parts around a real proxy: everything the ingress meets in AWS, standing in network namespaces of this machine."""
from __future__ import annotations

import importlib.util
import sys

if importlib.util.find_spec('dnslib') is None or importlib.util.find_spec('botocore') is None:
    sys.exit('the packages of the laboratory are missing: run test/laboratory/install.sh, then use .venv/bin/python')

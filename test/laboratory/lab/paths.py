"""Where things are in the repository."""
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TEST = ROOT / 'test'
SNAPSHOTS = sorted(ROOT.glob('integ/*.snapshot/LatticeExternalIngress*.template.json'))
"""The templates of the integ apps, without those of their assertions."""

WITHOUT_CDK = ROOT / 'examples' / 'cloudformation' / 'lattice-external-ingress.template.json'
EXAMPLE_SERVICE = WITHOUT_CDK.with_name('example-service.template.json')
"""The template for people without CDK."""

END_TO_END = [ROOT / 'examples' / 'end-to-end' / f'{way}.ts' for way in ('association', 'endpoint')]
"""The apps of the examples that hold the far end too."""

BEHIND_CLOUDFRONT = ROOT / 'examples' / 'behind-cloudfront' / 'app.ts'
"""The app of the examples with a distribution in front."""

TWO_REGIONS = ROOT / 'examples' / 'two-regions' / 'app.ts'
"""The app of the examples with an ingress in each of two Regions."""

NODE_MODULES = ROOT / 'node_modules'

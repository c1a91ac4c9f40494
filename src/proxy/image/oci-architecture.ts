import * as ecs from 'aws-cdk-lib/aws-ecs';
import { requireKnown, requireThat } from '../../private/validation';

const NAMES: Record<string, string> = { ARM64: 'arm64', X86_64: 'amd64' };

/** What registries and Docker call the processors that tasks run on. */
export function ociArchitecture(architecture: ecs.CpuArchitecture): string {
  const given = requireKnown('architecture', architecture._cpuArchitecture, 'the image follows from it');
  const name = requireThat('architecture', given, (each) => each in NAMES,
    'be ecs.CpuArchitecture.ARM64 or ecs.CpuArchitecture.X86_64, which are what Fargate runs');
  return NAMES[name];
}

import { spawnSync } from 'node:child_process';
import { readAssembly } from './assembly';
import { docFindingsIn } from './docstrings';
import { misplacedProps } from './places';
import { findingsIn } from './rules';

/** Fails where the compiled API, or a docstring of it, breaks one of awslint's rules or one of ours. */
function main([assemblyFile]: string[]): void {
  const assembly = readAssembly(assemblyFile);
  const findings = [...awslint(), ...findingsIn(assembly), ...docFindingsIn(assembly), ...misplacedProps(assembly, 'LatticeExternalIngressProps')];
  findings.forEach((finding) => console.error(finding));
  console.log(`${Object.keys(assembly.types).length} types, ${findings.length} findings`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}

/** Its errors only: it also tells of each check that passes, and of each that awslint.json excludes. */
function awslint(): string[] {
  const { status, stderr } = spawnSync('awslint', { env: { ...process.env, AWSLINT_BASE_CONSTRUCT: 'true' }, encoding: 'utf8' });
  const errors = (stderr ?? '').split('\n').filter((line) => line.startsWith('error'));
  return status === 0 || errors.length > 0 ? errors : [`awslint ended with ${status}: ${stderr}`];
}

main(process.argv.slice(2));

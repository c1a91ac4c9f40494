import * as fs from 'node:fs';
import * as path from 'node:path';
import { Language } from './language';
import { copyExamples } from './library';
import { PACKAGES, run, versionOf, WORKSHOP } from './workshop';

/** The NuGet package, built where there is a .NET SDK; elsewhere only its sources are generated. */
export const csharp: Language = {
  name: 'csharp',
  target: 'dotnet',
  missing: async () => await versionOf('dotnet', '--version') === undefined ? 'no dotnet; the sources of the package were generated, not compiled' : undefined,
  install: async () => {
    const folder = copyExamples('csharp');
    const env = { NUGET_PACKAGES: path.join(WORKSHOP, 'nuget'), DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1' };
    // The version is the same in each run: an earlier one must not be taken for this one.
    fs.rmSync(path.join(env.NUGET_PACKAGES, 'cdklatticeexternalingress'), { recursive: true, force: true });
    // Found by both examples, beside the sources of the user.
    await run(folder, env, 'dotnet', 'new', 'nugetconfig', '--force');
    await run(folder, env, 'dotnet', 'nuget', 'add', 'source', path.join(PACKAGES, 'dotnet'), '--name', 'built', '--configfile', 'nuget.config');
    return { folder, env };
  },
};

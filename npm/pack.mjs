// Packs the packages of npm from the binaries that GoReleaser has built:
//
//   node npm/pack.mjs dist
//
// writes dist/npm/vsrsim.tgz and one dist/npm/vsrsim-<os>-<arch>.tgz for each
// binary, all of the version that GoReleaser has built.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = resolve(process.argv[2] ?? 'dist');
const out = join(dist, 'npm');

// What npm calls what Go calls otherwise.
const systems = { linux: 'linux', darwin: 'darwin', windows: 'win32' };
const architectures = { amd64: 'x64', arm64: 'arm64' };

const { version } = read('metadata.json');
const common = {
  version,
  license: 'Apache-2.0',
  homepage: 'https://github.com/vsrsim/vsrsim#readme',
  repository: { type: 'git', url: 'git+https://github.com/vsrsim/vsrsim.git' },
  bugs: 'https://github.com/vsrsim/vsrsim/issues',
};

rmSync(out, { recursive: true, force: true });
const platforms = read('artifacts.json').filter((artifact) => artifact.type === 'Binary').map(packPlatform);
if (platforms.length === 0) throw new Error(`there are no binaries in ${dist}`);
packMain();

function packPlatform({ path, goos, goarch }) {
  const os = systems[goos];
  const cpu = architectures[goarch];
  const folder = join(out, `${os}-${cpu}`);
  const file = join(folder, 'bin', basename(path));
  mkdirSync(join(folder, 'bin'), { recursive: true });
  copyFileSync(resolve(root, path), file);
  chmodSync(file, 0o755);
  writeFileSync(join(folder, 'README.md'), `The binary of [vsrsim](https://www.npmjs.com/package/vsrsim) for ${os} on ${cpu}.\n`);
  const name = `@vsrsim/${os}-${cpu}`;
  pack(folder, {
    name,
    ...common,
    description: `vsrsim for ${os} on ${cpu}`,
    os: [os],
    cpu: [cpu],
    preferUnplugged: true,
  });
  return name;
}

function packMain() {
  const folder = join(out, 'main');
  cpSync(join(root, 'npm', 'vsrsim'), folder, { recursive: true });
  pack(folder, {
    name: 'vsrsim',
    ...common,
    description: 'Simulates the Drata Vendor Security Reviews API, for tests of its clients',
    keywords: ['drata', 'mock', 'simulator', 'testing', 'contract-testing', 'fault-injection'],
    bin: { vsrsim: 'bin/vsrsim.js' },
    engines: { node: '>=18' },
    optionalDependencies: Object.fromEntries(platforms.sort().map((name) => [name, version])),
  });
}

// pack writes the description of a package into its folder and packs that.
function pack(folder, description) {
  for (const file of ['LICENSE', 'NOTICE', 'bin/THIRD-PARTY-NOTICES']) copyFileSync(join(root, file), join(folder, basename(file)));
  writeFileSync(join(folder, 'package.json'), JSON.stringify(description, null, 2) + '\n');
  const command = ['pack', folder, '--json', '--ignore-scripts', '--pack-destination', out];
  const [packed] = JSON.parse(execFileSync('npm', command, { encoding: 'utf8', shell: process.platform === 'win32' }));
  const short = description.name.replace('@vsrsim/', 'vsrsim-');
  renameSync(join(out, packed.filename), join(out, `${short}.tgz`));
  rmSync(folder, { recursive: true });
  console.log(`${short}.tgz: ${description.name} ${version}, ${packed.size} bytes`);
}

function read(name) {
  return JSON.parse(readFileSync(join(dist, name), 'utf8'));
}

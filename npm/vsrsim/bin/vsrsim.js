#!/usr/bin/env node
// Runs the binary of the package that npm has installed for this system.
'use strict';

const { spawn } = require('node:child_process');
const { constants } = require('node:os');

const platform = `${process.platform}-${process.arch}`;
const file = process.platform === 'win32' ? 'vsrsim.exe' : 'vsrsim';

function fail(text) {
  console.error(`vsrsim: ${text}`);
  process.exit(2);
}

function binary() {
  try {
    return require.resolve(`@vsrsim/${platform}/bin/${file}`);
  } catch {
    const supported = Object.keys(require('../package.json').optionalDependencies);
    if (supported.includes(`@vsrsim/${platform}`)) {
      fail(`the package @vsrsim/${platform} is missing; install without --omit=optional or --no-optional, on the system where it runs`);
    }
    fail(`there is no binary for ${platform}; there is one of ${supported.join(', ')}`);
  }
}

const child = spawn(binary(), process.argv.slice(2), { stdio: 'inherit' });

// The binary decides what a signal means, and how long it takes to stop. From a
// terminal it gets signals itself; a second one would count as impatience.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
}

child.on('error', (err) => fail(`cannot be started: ${err.message}`));
child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));

// Loaded into the demo before its main module: when `npm run demo` is killed outright, the demo dies with it.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.channel?.unref();

import { spawn } from 'node:child_process';

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd: string;
  readonly timeoutMs: number;
  /** Resolves after any exit code: for a command that reports what it found by its exit code. Default false. */
  readonly acceptFailure?: boolean;
}

/** Runs a command to its end; rejects with everything it printed when it fails or takes too long. */
export function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      timeout: options.timeoutMs,
      killSignal: 'SIGKILL',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0 || (code !== null && options.acceptFailure)) return resolve({ stdout, stderr });
      const end = signal === null ? `exit code ${code}` : `${signal}, at most ${options.timeoutMs} ms are allowed`;
      reject(new Error(`${command} ${args.join(' ')}: ${end}\n${stdout}${stderr}`));
    });
  });
}

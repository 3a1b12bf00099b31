// Compiles the TypeScript of the SDK's documents strictly against the SDK, each block as a program of its own.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const ROOT = path.resolve(import.meta.dirname, '..');
const DOCUMENTS = ['README.md', 'docs/sdk.md', 'sdk/client/README.md', 'sdk/react/README.md'];

/** Declarations of the application around a snippet, unless the snippet has its own. */
const AROUND = {
  ringline: "import('@ringline/client').Ringline",
  chat: "import('@ringline/client').ChatRoom",
  message: "import('@ringline/client').Message",
  ben: "import('@ringline/client').PublicUser",
  password: 'string',
  callId: 'string',
  file: 'File',
  image: 'HTMLImageElement',
  remoteVideo: 'HTMLVideoElement',
  draw: '(state: unknown) => void',
  drawMember: '(peerId: string, name: string, speaking: boolean, stream?: MediaStream) => void',
  showRinging: "(callId: string, caller: import('@ringline/client').PublicUser) => void",
  showEnding: "(call: import('@ringline/client').Call, person: import('@ringline/client').Person) => void",
  showHint: '(text: string) => void',
  retry: '() => void',
  unlock: '(postId: unknown, eventId: string) => void',
};

const programs = new Map(DOCUMENTS.flatMap((document) => blocksOf(document)));
const { config } = ts.readConfigFile(path.join(ROOT, 'sdk/tsconfig.json'), ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, path.join(ROOT, 'sdk'));
const host = ts.createCompilerHost(options);
const { readFile, fileExists, getSourceFile } = host;
host.fileExists = (file) => programs.has(file) || fileExists(file);
host.readFile = (file) => programs.get(file) ?? readFile(file);
host.getSourceFile = (file, version) =>
  programs.has(file)
    ? ts.createSourceFile(file, programs.get(file), version)
    : getSourceFile.call(host, file, version);
const program = ts.createProgram([...programs.keys()], options, host);
const wrong = ts.getPreEmitDiagnostics(program).filter(({ file }) => file && programs.has(file.fileName));
process.stdout.write(
  ts.formatDiagnostics(wrong, {
    getCurrentDirectory: () => ROOT,
    getCanonicalFileName: (file) => file,
    getNewLine: () => '\n',
  }),
);
process.stdout.write(`${programs.size} snippets, ${wrong.length} errors\n`);
process.exitCode = wrong.length > 0 || programs.size === 0 ? 1 : 0;

function blocksOf(document) {
  const text = readFileSync(path.join(ROOT, document), 'utf8');
  return [...text.matchAll(/^```(tsx?)\n([^]*?)^```$/gm)].map(([, kind, code], at) => {
    const line = text.slice(0, text.indexOf(code)).split('\n').length;
    const name = `${document.replaceAll(/[/.]/g, '-')}-line-${line}-${at}.${kind}`;
    return [path.join(ROOT, 'sdk/react/src', name), programOf(code)];
  });
}

function programOf(code) {
  const declared = (name) =>
    new RegExp(`\\b(const|let|function)\\s+(${name}\\b|\\{[^}]*\\b${name}\\b[^}]*\\}\\s*=)`).test(code);
  const around = Object.entries(AROUND).filter(([name]) => !declared(name));
  const lines = around.map(([name, type]) => `declare const ${name}: ${type};`);
  return `${code}\n${lines.join('\n')}\nexport {};\n`;
}

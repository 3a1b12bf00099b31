// Every class that a component names is in its module, and every class of a module is named: TypeScript takes any name.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { preprocessCSS, resolveConfig } from 'vite';

const sources = path.join(import.meta.dirname, 'src');
/** The one sheet that is no module: tokens, and the defaults of elements. */
const GLOBAL = path.join(sources, 'app/theme.css');

const files = readdirSync(sources, { recursive: true }).map((name) => path.join(sources, name));
const complaints = [];
const complain = (file, words) => complaints.push(`${path.relative(sources, file)}: ${words}`);

const config = await resolveConfig({ root: import.meta.dirname, logLevel: 'error' }, 'build');
/** The classes that modules define, and those that components use; by the module's file. */
const defined = new Map();
const used = new Map();
for (const file of files.filter((name) => name.endsWith('.css') && name !== GLOBAL)) {
  const { modules } = await preprocessCSS(readFileSync(file, 'utf8'), file, config);
  if (!modules) complain(file, 'is global; only app/theme.css may be');
  defined.set(file, new Set(Object.keys(modules ?? {})));
  used.set(file, new Set());
}
for (const file of files.filter((name) => /(?<!\.spec)\.tsx?$/.test(name))) readUses(file);
for (const [file, names] of defined)
  for (const name of names) if (!used.get(file).has(name)) complain(file, `nothing uses .${name}`);

if (complaints.length > 0) process.stdout.write(`${complaints.join('\n')}\n`);
process.exit(complaints.length > 0 ? 1 : 0);

function readUses(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const modules = new Map();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !statement.moduleSpecifier.text.endsWith('.module.css'))
      continue;
    const module = path.resolve(path.dirname(file), statement.moduleSpecifier.text);
    if (!defined.has(module)) complain(file, `there is no ${statement.moduleSpecifier.text}`);
    else modules.set(statement.importClause?.name?.text, module);
  }
  visit(source);

  function visit(node) {
    if (
      ts.isJsxAttribute(node) &&
      node.name.text === 'className' &&
      node.initializer?.kind === ts.SyntaxKind.StringLiteral
    )
      complain(file, `the class "${node.initializer.text}" is of no module`);
    if (ts.isIdentifier(node) && modules.has(node.text) && !ts.isImportClause(node.parent)) use(node);
    ts.forEachChild(node, visit);
  }

  function use(node) {
    const module = modules.get(node.text);
    const { parent } = node;
    // A member or an attribute that happens to have that name.
    if (parent.name === node) return;
    if (!ts.isPropertyAccessExpression(parent)) return complain(file, `${parent.getText()}: name the class`);
    const { text } = parent.name;
    if (defined.get(module).has(text)) used.get(module).add(text);
    else complain(file, `${path.relative(sources, module)} has no .${text}`);
  }
}

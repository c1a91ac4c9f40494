import * as fs from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';

const ROOT = path.join(__dirname, '..', '..');
const HANDLERS = path.join(ROOT, 'handlers');
const RUNBOOK = fs.readFileSync(path.join(ROOT, 'docs', 'runbook.md'), 'utf8');

/** What is quoted in the runbook, as it was written: `…` stands for what is only known when it happens. */
const quotes = [...RUNBOOK.matchAll(/`([^`\n]+)`/g)].map(([, quote]) => quote).filter((quote) => / .* /.test(quote));

/** What a function may say of a failure, with `…` for each expression in it. */
function messagesOf(file: string): string[] {
  const source = ts.createSourceFile(file, fs.readFileSync(path.join(HANDLERS, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const found: ts.Expression[] = [];
  const named = new Map<string, ts.Expression>();
  (function visit(node: ts.Node) {
    if (ts.isNewExpression(node) && node.expression.getText() === 'Error') {
      found.push(node.arguments![0]);
    } else if (ts.isBinaryExpression(node) && node.left.getText() === 'error.message') {
      found.push(node.right);
    } else if (ts.isVariableDeclaration(node) && node.initializer) {
      named.set(node.name.getText(), node.initializer);
    } else if (ts.isFunctionDeclaration(node)) {
      const last = node.body!.statements[node.body!.statements.length - 1];
      if (ts.isReturnStatement(last)) named.set(node.name!.text, last.expression!);
    }
    ts.forEachChild(node, visit);
  })(source);
  return found.map((expression) => textOf(expression, named));
}

function textOf(node: ts.Expression, named: Map<string, ts.Expression>): string {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isTemplateExpression(node)) return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…');
  if (ts.isBinaryExpression(node)) return textOf(node.left, named) + textOf(node.right, named);
  if (ts.isIdentifier(node) && named.has(node.text)) return textOf(named.get(node.text)!, named);
  if (ts.isCallExpression(node) && named.has(node.expression.getText())) return textOf(named.get(node.expression.getText())!, named);
  return '…';
}

const FILES = fs.readdirSync(HANDLERS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));

const messages = FILES.flatMap((file) => messagesOf(file).map((message) => [file, message]))
  // What is only passed on was said by somebody else in the list.
  .filter(([, message]) => message !== '…');

test('finds what functions say', () => {
  expect(messages.length).toBeGreaterThan(25);
});

test.each(messages)('%s may say something that the runbook explains: %s', (_, message) => {
  expect(quotes.filter((quote) => message.includes(quote))).not.toEqual([]);
});

const AT_THE_START = /^(could not|it |its |the (registry|build|function|event|rules)|waited |no managed|build …|Amazon ECR|AWS CodeBuild|tag '|'…'|status …|nothing came|raise the quota)/;

test.each(quotes.filter((quote) => AT_THE_START.test(quote)))('a function may really say what the runbook quotes: %s', (quote) => {
  const sources = FILES.map((file) => fs.readFileSync(path.join(HANDLERS, file), 'utf8'));

  expect(messages.some(([, message]) => message.includes(quote)) || sources.some((source) => source.includes(quote))).toBe(true);
});

// Lists what a TypeScript or Svelte file imports, with the line and how.
import ts from 'typescript'

/** `program`: a file named to be run as a worker or a process of its own. */
export type ImportKind = 'value' | 'types' | 'program'
export type ImportUse = { specifier: string; line: number; kind: ImportKind }

export function readImports(path: string, text: string): ImportUse[] {
  if (!path.endsWith('.svelte')) return readScript(path, text, 0)
  return [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].flatMap((match) => {
    const start = match.index + match[0].indexOf('>') + 1
    return readScript(path, match[1] ?? '', text.slice(0, start).split('\n').length - 1)
  })
}

function readScript(path: string, text: string, linesBefore: number): ImportUse[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false, ts.ScriptKind.TS)
  const uses: ImportUse[] = []
  const add = (node: ts.Node, specifier: ts.Node | undefined, kind: ImportKind): void => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return
    const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1 + linesBefore
    uses.push({ specifier: specifier.text, line, kind })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node))
      add(node, node.moduleSpecifier, importsTypesOnly(node.importClause) ? 'types' : 'value')
    else if (ts.isExportDeclaration(node))
      add(node, node.moduleSpecifier, node.isTypeOnly ? 'types' : 'value')
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node, node.argument.literal, 'types')
    else if (ts.isCallExpression(node) && isLoading(node)) add(node, node.arguments[0], 'value')
    else if (isFileBesideThis(node)) add(node, node.arguments?.[0], 'program')
    ts.forEachChild(node, visit)
  }
  visit(file)
  return uses
}

function importsTypesOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const names = clause.namedBindings
  if (clause.name !== undefined || names === undefined || !ts.isNamedImports(names)) return false
  return names.elements.length > 0 && names.elements.every((element) => element.isTypeOnly)
}

/** `import('x')`, `require('x')`, `require.resolve('x')`, `import.meta.resolve('x')`. */
function isLoading(call: ts.CallExpression): boolean {
  const callee = call.expression
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true
  if (ts.isIdentifier(callee)) return callee.text === 'require'
  return (
    ts.isPropertyAccessExpression(callee) && callee.name.text === 'resolve' && isLoader(callee.expression)
  )
}

function isLoader(node: ts.Expression): boolean {
  return ts.isMetaProperty(node) || (ts.isIdentifier(node) && node.text === 'require')
}

/** `new URL('./worker.ts', import.meta.url)`: how a worker or a child process names its code. */
function isFileBesideThis(node: ts.Node): node is ts.NewExpression {
  if (!ts.isNewExpression(node) || !ts.isIdentifier(node.expression) || node.expression.text !== 'URL')
    return false
  const [target, base] = node.arguments ?? []
  return (
    target !== undefined &&
    ts.isStringLiteralLike(target) &&
    /\.(ts|js|svelte)$/.test(target.text) &&
    base !== undefined &&
    ts.isPropertyAccessExpression(base) &&
    ts.isMetaProperty(base.expression)
  )
}

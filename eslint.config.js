// What the compiler cannot say about our taste: promises are awaited, values are typed, names are exported.
import js from '@eslint/js'
import svelte from 'eslint-plugin-svelte'
import { defineConfig } from 'eslint/config'
import globals from 'globals'
import ts from 'typescript-eslint'

const notOurWay = [
  { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' },
  { selector: 'TSModuleDeclaration[declare!=true]', message: 'Use a file instead of a namespace.' },
  {
    selector: 'ClassDeclaration[superClass]:not([superClass.name=/Error$/])',
    message: 'Compose instead of inheriting.',
  },
]
const noBarePrint = {
  selector: 'CallExpression[callee.property.name="write"][callee.object.property.name=/^std(out|err)$/]',
  message: 'Print with files/terminal.ts, which takes out what would steer a terminal.',
}
const noOwnTolerance = {
  selector: 'MemberExpression[property.name="toBeCloseTo"]',
  message: 'Take a row of test/support/tolerances.ts, with expectNear or expectClose.',
}
const noAskingOnce = {
  selector:
    'CallExpression[callee.name="expect"] > AwaitExpression > CallExpression[callee.property.name=' +
    '/^(count|inputValue|getAttribute|textContent|innerText|allInnerTexts|allTextContents|is[A-Z]\\w+|boundingBox)$/]',
  message: 'A page that is asked once may not have heard yet: expect.poll.',
}
const noDefaultExport = { selector: 'ExportDefaultDeclaration', message: 'Export by name.' }

export default defineConfig(
  {
    ignores: ['node_modules/', 'out/', 'test/screens/output/', 'test-results/', '**/*.d.ts'],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [ts.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.ts'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // Numeric code reads `values[i]!` inside loops that keep i in range.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // An interface is async though one of its implementations has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // Our interfaces are objects of functions without `this`; handing one of them on is what they are for.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-generated-empty-object-type': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      'no-restricted-syntax': ['error', ...notOurWay, noDefaultExport],
      eqeqeq: 'error',
      'prefer-const': 'error',
    },
  },
  // `expect.any()` and what a response's JSON holds have no types worth naming.
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      'no-restricted-syntax': ['error', ...notOurWay, noDefaultExport, noOwnTolerance],
    },
  },
  {
    files: ['test/e2e/**'],
    rules: {
      'no-restricted-syntax': ['error', ...notOurWay, noDefaultExport, noOwnTolerance, noAskingOnce],
    },
  },
  {
    files: ['src-main/**'],
    // It runs on a Node too old for our other files, and prints by itself.
    ignores: ['src-main/shells/cli/lamina.ts'],
    rules: { 'no-console': 'error' },
  },
  {
    files: ['src-main/**'],
    ignores: ['src-main/files/terminal.ts', 'src-main/shells/cli/lamina.ts'],
    rules: { 'no-restricted-syntax': ['error', ...notOurWay, noDefaultExport, noBarePrint] },
  },
  {
    files: ['src-renderer/**'],
    languageOptions: { globals: globals.browser },
    rules: { 'no-console': 'error' },
  },
  { files: ['**/*.svelte'], extends: [ts.configs.strict] },
  svelte.configs['flat/recommended'],
  svelte.configs['flat/prettier'],
  {
    // The svelte parser would lose the types of these: they are TypeScript with runes for globals.
    files: ['**/*.svelte.ts'],
    languageOptions: { parser: ts.parser },
    // Controllers hold clocks and sets of listeners that nothing renders.
    rules: {
      'svelte/prefer-svelte-reactivity': 'off',
      // A rune's first value is not its only one.
      '@typescript-eslint/no-unnecessary-condition': 'off',
    },
  },
  {
    files: ['**/*.svelte'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'] } },
    rules: {
      'no-restricted-syntax': ['error', ...notOurWay],
      'no-undef': 'off',
      // Props are taken apart with `let`; what changes is Svelte's business.
      'prefer-const': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    // Read by tools that ask for a default export.
    files: ['**/*.config.{js,ts}', 'test/support/page-environment.ts'],
    rules: { 'no-restricted-syntax': ['error', ...notOurWay] },
  },
)

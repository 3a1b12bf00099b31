import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import typescript from 'typescript-eslint';

export default defineConfig(
  { ignores: ['**/node_modules/', '**/dist/', 'data/', 'bench/', 'src/platform/database/client/', 'docs/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [typescript.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
      // An async method may stand for an interface without waiting for anything itself.
      '@typescript-eslint/require-await': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
      // consistent-type-imports stays off: `import type` of an injected class breaks Nest's injection.
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/platform/wire/instant.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'class-validator',
              importNames: ['IsISO8601', 'IsDate', 'IsDateString', 'isISO8601', 'isDateString'],
              message: 'They take instants without a zone; use IsInstant of platform/wire/instant.ts.',
            },
            {
              name: 'pg',
              importNames: ['Client', 'Pool'],
              message: 'Connections with the settings they need come from platform/database/connections.ts.',
            },
          ],
        },
      ],
    },
  },
  {
    // Bodies of answers are any in supertest; the assertions are what gives them a shape.
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['web/**/*.{ts,tsx}', 'sdk/react/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat.recommended],
  },
  {
    // What is not there in every browser, and what has a rule, each in one file.
    files: ['web/src/**/*.{ts,tsx}', 'sdk/*/src/**/*.{ts,tsx}'],
    ignores: [
      'sdk/client/src/platform/{storage,secure-only}.ts',
      'web/src/ui/clipboard.ts',
      'web/src/ui/{keyboard.ts,text-field.tsx}',
      '**/*.spec.ts',
    ],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['localStorage', 'sessionStorage', 'indexedDB', 'caches'].map((name) => ({
          name,
          message: 'Throws where site data is blocked: platform/storage.ts.',
        })),
      ],
      'no-restricted-properties': [
        'error',
        {
          object: 'crypto',
          property: 'randomUUID',
          message: 'For secure contexts only: platform/random-id.ts.',
        },
        ...[
          ['crypto', 'subtle'],
          ['navigator', 'clipboard'],
          ['navigator', 'locks'],
          ['navigator', 'mediaDevices'],
          ['navigator', 'serviceWorker'],
          ['navigator', 'storage'],
          ['navigator', 'wakeLock'],
        ].map(([object, property]) => ({
          object,
          property,
          message: 'For secure contexts only: platform/secure-only.ts.',
        })),
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "JSXOpeningElement[name.name='textarea']",
          message: 'TextArea of ui/text-field.tsx knows the limit and the direction.',
        },
        {
          selector:
            "JSXOpeningElement[name.name='input']:not(:has(JSXAttribute[name.name='type'] Literal[value=/^(checkbox|radio|file|range|number)$/])):not(:has(JSXAttribute[name.name='readOnly']))",
          message: 'TextInput of ui/text-field.tsx knows the limit and the direction.',
        },
        {
          selector: 'BinaryExpression[operator=/^[!=]==$/] > Literal[value=/^(Enter|Escape)$/]',
          message: 'isPressed of ui/keyboard.ts leaves input methods their keys.',
        },
      ],
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'fetch',
          'URL',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'module',
          'globalThis',
          'WebAssembly',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
);

// cd scripts && npm install --ignore-scripts && npm run lint
import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  {
    languageOptions: { sourceType: "script", ecmaVersion: 2023, globals: { ...globals.browser, L: "readonly", DL: "writable" } },
    rules: { "no-unused-vars": "error", "prefer-const": "error", eqeqeq: "error" },
  },
];

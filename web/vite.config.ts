import { svelte } from "@sveltejs/vite-plugin-svelte"
import { defineConfig } from "vite"
import { viteSingleFile } from "vite-plugin-singlefile"

// One file without a time, a name of a machine or a random part in it: built twice, the same bytes.
export default defineConfig({
  plugins: [svelte(), viteSingleFile()],
  build: { target: "es2022", sourcemap: false },
})

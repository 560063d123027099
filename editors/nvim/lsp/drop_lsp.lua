-- Configuration of drop-lsp for Neovim 0.11 and later. Put this folder's parent on
-- the runtime path, then:
--
--   vim.lsp.enable("drop_lsp")
--   vim.lsp.inlay_hint.enable()
return {
  cmd = { "drop-lsp", "serve", "--stdio" },
  filetypes = { "rust" },
  root_markers = { "Cargo.toml", ".git" },
  settings = {
    -- edition = "2021", cfg = { 'feature="x"' }, test = true, partial = true
    ["drop-lsp"] = { hints = { enable = true } },
  },
}

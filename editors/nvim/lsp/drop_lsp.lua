-- Configuration of drop-lsp for vim.lsp.config (Neovim 0.11 and later). The plugin enables it
-- (plugin/drop_lsp.lua); without the plugin: vim.lsp.enable("drop_lsp").
-- vim.g.drop_lsp.settings holds settings, see :help drop-lsp-settings.
return require("drop_lsp").config()

-- Starts drop-lsp for Rust files and defines :DropLsp. Nothing has to be called: options stand in
-- vim.g.drop_lsp (:help drop-lsp-options), set before this file is sourced.
if vim.g.loaded_drop_lsp then
  return
end
vim.g.loaded_drop_lsp = true

vim.api.nvim_create_user_command("DropLsp", function(args)
  require("drop_lsp.command").run(args)
end, {
  nargs = "*",
  desc = "drop-lsp: drop order and borrow errors",
  complete = function(lead, line)
    return require("drop_lsp.command").complete(lead, line)
  end,
})

local group = vim.api.nvim_create_augroup("drop_lsp", {})

vim.api.nvim_create_autocmd("LspAttach", {
  group = group,
  desc = "drop-lsp: inlay hints",
  callback = function(event)
    require("drop_lsp").attached(event)
  end,
})

if vim.lsp.config then
  -- Now, not when the first Rust file is seen: that may be the one of the command line.
  if require("drop_lsp").options().enable then
    vim.lsp.enable("drop_lsp")
  end
else -- Neovim 0.10
  vim.api.nvim_create_autocmd("FileType", {
    group = group,
    pattern = "rust",
    desc = "drop-lsp: start",
    callback = function(event)
      require("drop_lsp").start(event.buf)
    end,
  })
end

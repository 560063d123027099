-- :checkhealth drop_lsp
local M = {}

function M.check()
  local health = vim.health
  health.start("drop-lsp")
  if vim.fn.has("nvim-0.10") == 1 then
    health.ok("Neovim " .. tostring(vim.version()))
  else
    health.error("Neovim 0.10 or later is needed")
    return
  end
  local options = require("drop_lsp").options()
  local program = options.cmd[1]
  if vim.fn.executable(program) == 1 then
    local version = vim.fn.system({ program, "--version" })
    health.ok(program .. ": " .. vim.trim(version))
  else
    health.error(program .. " cannot be run", { "Put it on PATH, or name it: vim.g.drop_lsp = { cmd = { '/path/to/drop-lsp', 'serve', '--stdio' } }" })
  end
  if not options.enable then
    health.warn("switched off by vim.g.drop_lsp.enable")
  end
  local clients = vim.lsp.get_clients({ name = "drop_lsp" })
  if #clients == 0 then
    health.info("the server does not run (no Rust file is open)")
  end
  for _, c in ipairs(clients) do
    health.ok(string.format("runs for %d buffers, positions in %s", #vim.tbl_keys(c.attached_buffers), c.offset_encoding))
  end
  for _, c in ipairs(vim.lsp.get_clients({ name = "rust-analyzer" })) do
    health.info("rust-analyzer runs too (client " .. c.id .. "): diagnostics.compilerErrors = 'untilSaved' shows each error once (:help drop-lsp-rustaceanvim)")
  end
  local known = vim.fn.executable(program) == 1 and vim.fn.system({ program, "settings", "--schema" }) or ""
  local ok, schema = pcall(vim.json.decode, known)
  if ok and schema.properties then
    M.settings(health, schema.properties, options.settings, "drop-lsp")
  end
end

--- Warns of settings that the server does not have.
function M.settings(health, known, settings, prefix)
  for name, value in pairs(settings) do
    local full = prefix .. "." .. name
    if not known[full] then
      if type(value) == "table" and not vim.islist(value) then
        M.settings(health, known, value, full)
      else
        health.warn("no such setting: " .. full)
      end
    end
  end
end

return M

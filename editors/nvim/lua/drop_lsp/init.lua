-- Options, and how the server is started.
local M = {}

M.name = "drop_lsp"

local defaults = {
  enable = true, -- start the server for Rust files
  inlay_hints = true, -- show inlay hints where it is attached
  cmd = { "drop-lsp", "serve", "--stdio" },
  settings = {}, -- what stands behind "drop-lsp." in the settings' names
}

--- The user's options over the defaults.
function M.options()
  return vim.tbl_deep_extend("force", defaults, vim.g.drop_lsp or {})
end

local root_markers = { "Cargo.toml", "rust-project.json", ".git" }

--- The client's configuration.
function M.config()
  local options = M.options()
  return {
    cmd = options.cmd,
    filetypes = { "rust" },
    root_markers = root_markers,
    settings = { ["drop-lsp"] = options.settings },
    init_options = options.settings,
    capabilities = { experimental = { serverStatusNotification = true } },
    handlers = {
      ["experimental/serverStatus"] = function(_, status)
        M.status = status
      end,
    },
  }
end

--- Starts the server for a buffer (Neovim 0.10, which has no vim.lsp.config).
function M.start(buf)
  if not M.options().enable then
    return
  end
  local config = M.config()
  config.name = M.name
  config.root_dir = vim.fs.root(buf, root_markers)
  config.capabilities = vim.tbl_deep_extend("force", vim.lsp.protocol.make_client_capabilities(), config.capabilities)
  vim.lsp.start(config, { bufnr = buf })
end

--- Switches the hints on in a buffer that the server was attached to.
function M.attached(event)
  local client = vim.lsp.get_client_by_id(event.data.client_id)
  if client and client.name == M.name and M.options().inlay_hints then
    vim.lsp.inlay_hint.enable(true, { bufnr = event.buf })
  end
end

--- The client of a buffer, or any.
function M.client(buf)
  return vim.lsp.get_clients({ name = M.name, bufnr = buf })[1] or vim.lsp.get_clients({ name = M.name })[1]
end

return M

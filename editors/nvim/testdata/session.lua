-- A session in a real Neovim: nvim --clean --headless -l session.lua PLUGIN SERVER FILE
-- (session_test.go runs it). Every step waits until it is seen, an error exits with 1.
local plugin, server, file = _G.arg[1], _G.arg[2], _G.arg[3]

-- With DROP_LSP_AS_NEOVIM=0.10 what came with 0.11 is taken away: vim.lsp.config, vim.lsp.enable, and a
-- client's functions as methods, which the plugin must not call there.
if vim.env.DROP_LSP_AS_NEOVIM == "0.10" then
  vim.lsp.config, vim.lsp.enable = nil, nil
  local has = vim.fn.has
  vim.fn.has = function(feature)
    local minor = feature:match("^nvim%-0%.(%d+)")
    return minor and tonumber(minor) > 10 and 0 or has(feature)
  end
  vim.api.nvim_create_autocmd("LspAttach", {
    callback = function(event)
      local c = vim.lsp.get_client_by_id(event.data.client_id)
      for _, name in ipairs({ "request", "notify", "stop", "cancel_request", "supports_method", "is_stopped" }) do
        local f = getmetatable(c).__index[name]
        c[name] = function(self, ...)
          if self == c then
            local from = debug.getinfo(2, "S").source
            assert(not from:find("drop_lsp", 1, true), name .. " called as a method in " .. from)
            return f(c, ...)
          end
          return f(c, self, ...)
        end
      end
    end,
  })
end

vim.opt.runtimepath:prepend(plugin)
vim.g.drop_lsp = { cmd = { server, "serve", "--stdio" } }
vim.cmd("filetype on")
vim.cmd("runtime plugin/drop_lsp.lua")

local function wait(what, f)
  if not vim.wait(20000, function()
    vim.cmd("redraw!")
    return f()
  end, 50) then
    error("not seen: " .. what)
  end
  print("seen: " .. what)
end

local function at(pattern, column)
  local line = vim.fn.search(pattern, "w")
  assert(line > 0, pattern)
  vim.api.nvim_win_set_cursor(0, { line, column or 0 })
end

vim.cmd.edit(file)
local buf = vim.api.nvim_get_current_buf()

local function codes()
  local out = {}
  for _, d in ipairs(vim.diagnostic.get(buf)) do
    table.insert(out, d.code)
  end
  table.sort(out)
  return table.concat(out, " ")
end

wait("the error", function() return codes() == "E0597" end)
local d = vim.diagnostic.get(buf)[1]
assert(d.source == "drop-lsp" and d.message:find("does not live long enough"), vim.inspect(d))

local function hints()
  local out = {}
  for name, ns in pairs(vim.api.nvim_get_namespaces()) do
    if name == "nvim.lsp.inlayhint" or name == "vim_lsp_inlayhint" then
      for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(buf, ns, 0, -1, { details = true })) do
        local text = ""
        for _, chunk in ipairs(mark[4].virt_text or {}) do
          text = text .. chunk[1]
        end
        table.insert(out, (mark[2] + 1) .. ":" .. mark[3] .. ":" .. vim.trim(text))
      end
    end
  end
  return table.concat(out, "\n")
end

wait("the hint behind the brace", function() return hints():find("16:1:drops 1 value: D, 2 holder: Holder", 1, true) ~= nil end)

at("let value", 8)
local found = vim.lsp.buf_request_sync(buf, "textDocument/hover", vim.lsp.util.make_position_params(0, "utf-8"), 10000)
assert(vim.inspect(found):find("dropped at", 1, true), vim.inspect(found))
print("seen: the hover")

-- the fix: the value is declared before its holder
at("set(Some", 0)
vim.api.nvim_win_set_cursor(0, { d.lnum + 1, d.col })
vim.lsp.buf.code_action({
  apply = true,
  filter = function(a) return vim.startswith(a.title, "Declare `value` before `holder` (drops `holder` before `value`)") end,
})
wait("the fix", function() return codes() == "" and vim.fn.search("let value", "w") < vim.fn.search("let holder", "w") end)
wait("the order after it", function() return hints():find("drops 1 holder: Holder, 2 value: D", 1, true) ~= nil end)

-- an error typed into a buffer that is not saved
vim.api.nvim_buf_set_lines(buf, -2, -2, false, { "    drop(value);" })
wait("an error while typing", function() return codes() == "E0505" end)
vim.api.nvim_buf_set_lines(buf, -3, -2, false, {})
wait("its end", function() return codes() == "" end)

-- settings, live
local c = vim.lsp.get_clients({ name = "drop_lsp" })[1]
c.settings = { ["drop-lsp"] = { inlayHints = { dropOrder = { types = "never" } } } }
c:notify("workspace/didChangeConfiguration", { settings = c.settings })
-- Neovim does not draw the same version of a buffer twice: no redraw before the answer is there.
vim.wait(1000)
wait("a setting", function() return hints():find("drops 1 holder, 2 value", 1, true) ~= nil end)

-- the command
assert(vim.deep_equal(vim.fn.getcompletion("DropLsp r", "cmdline"), { "restart" }))
assert(#vim.fn.getcompletion("DropLsp ", "cmdline") == 7)
at("let value", 8)
local has = vim.lsp.buf_request_sync(buf, "dropLsp/timeline", vim.lsp.util.make_position_params(0, "utf-8"), 10000)
local _, answer = next(has)
if answer and answer.result then
  vim.cmd("DropLsp timeline")
  local function picture()
    local b = vim.fn.bufnr("drop-lsp://timeline")
    return b > 0 and table.concat(vim.api.nvim_buf_get_lines(b, 0, -1, false), "\n") or ""
  end
  wait("the timeline", function() return picture():find("◆2", 1, true) and picture():find("holder", 1, true) end)
  print(picture())
  vim.cmd("close")
  vim.cmd("DropLsp mir")
  wait("the MIR", function() return vim.fn.bufnr("drop-lsp://mir") > 0 end)
  vim.cmd("close")
end
vim.cmd("checkhealth drop_lsp")
local health = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n")
assert(health:find("runs for 1 buffers", 1, true), health)
vim.cmd("helptags " .. plugin .. "/doc | help :DropLsp")
print("seen: checkhealth, help")
vim.cmd("close")

vim.cmd("DropLsp restart")
wait("a new server", function()
  local n = vim.lsp.get_clients({ name = "drop_lsp" })
  return #n == 1 and n[1].id ~= c.id and n[1].initialized
end)
-- Leaving while a server is being told something would end the editor by a broken pipe.
for _, n in ipairs(vim.lsp.get_clients({ name = "drop_lsp" })) do
  n:stop()
end
wait("its end", function() return #vim.lsp.get_clients({ name = "drop_lsp" }) == 0 end)
vim.cmd("qa!")

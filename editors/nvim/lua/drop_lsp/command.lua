-- :DropLsp and its subcommands.
local M = {}

local function tell(message, level)
  vim.notify("drop-lsp: " .. message, level or vim.log.levels.INFO)
end

local function client()
  local found = require("drop_lsp").client(vim.api.nvim_get_current_buf())
  if not found then
    tell("the server does not run here", vim.log.levels.WARN)
  end
  return found
end

--- Sends a request about the cursor; the answer goes to `show` unless there is none.
local function ask(method, what, show)
  local c = client()
  if not c then
    return
  end
  local buf = vim.api.nvim_get_current_buf()
  local params = vim.lsp.util.make_position_params(0, c.offset_encoding)
  local function answered(err, result)
    if err then
      tell(err.message, vim.log.levels.ERROR)
    elseif not result or result == vim.NIL then
      tell("no " .. what .. " here")
    else
      show(result, buf)
    end
  end
  if vim.fn.has("nvim-0.11") == 1 then
    c:request(method, params, answered, buf)
  else
    c.request(method, params, answered, buf)
  end
end

--- A scratch window with a text to read; an older one of the same name is replaced.
local function open(name, filetype, lines, vertical)
  local buf
  for _, b in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_get_name(b):sub(-#name) == name then
      buf = b
    end
  end
  if not buf then
    buf = vim.api.nvim_create_buf(false, true)
    vim.api.nvim_buf_set_name(buf, name)
    vim.bo[buf].bufhidden = "wipe"
    vim.bo[buf].buftype = "nofile"
  end
  vim.bo[buf].modifiable = true
  vim.api.nvim_buf_set_lines(buf, 0, -1, false, lines)
  vim.bo[buf].modifiable = false
  vim.bo[buf].filetype = filetype
  if vim.fn.bufwinid(buf) == -1 then
    vim.cmd((vertical and "vertical " or "") .. "sbuffer " .. buf)
  end
  vim.keymap.set("n", "q", "<cmd>close<cr>", { buffer = buf, nowait = true })
  return buf
end

local function text(name, filetype)
  return function(result)
    open(name, filetype, vim.split(result.text, "\n"))
  end
end

M.commands = {
  timeline = {
    desc = "the drop timeline of the function at the cursor",
    run = function()
      ask("dropLsp/timeline", "function", function(result, buf)
        require("drop_lsp.timeline").show(result, buf, open)
      end)
    end,
  },
  glue = {
    desc = "the drop glue of the type at the cursor",
    run = function()
      ask("dropLsp/glue", "type", text("drop-lsp://glue", "text"))
    end,
  },
  mir = {
    desc = "the MIR of the function at the cursor",
    run = function()
      ask("dropLsp/mir", "function", text("drop-lsp://mir", "rust"))
    end,
  },
  hints = {
    desc = "inlay hints on or off in this buffer",
    run = function()
      vim.lsp.inlay_hint.enable(not vim.lsp.inlay_hint.is_enabled({ bufnr = 0 }), { bufnr = 0 })
    end,
  },
  status = {
    desc = "what the server is doing",
    run = function()
      local c = client()
      if c then
        local s = require("drop_lsp").status or {}
        tell((s.quiescent == false and "at work" or "ready") .. (s.message and s.message ~= vim.NIL and (": " .. s.message) or ""))
      end
    end,
  },
  log = {
    desc = "Neovim's log of language servers",
    run = function()
      vim.cmd.tabedit(vim.lsp.get_log_path())
    end,
  },
  restart = {
    desc = "stop the server and start it again",
    run = function()
      local buffers = {}
      for _, c in ipairs(vim.lsp.get_clients({ name = "drop_lsp" })) do
        vim.list_extend(buffers, vim.tbl_keys(c.attached_buffers))
        if vim.fn.has("nvim-0.11") == 1 then
          c:stop(true)
        else
          c.stop(true)
        end
      end
      vim.defer_fn(function()
        for _, buf in ipairs(buffers) do
          if vim.api.nvim_buf_is_valid(buf) then
            vim.api.nvim_exec_autocmds("FileType", { buffer = buf, modeline = false })
          end
        end
      end, 200)
    end,
  },
}

function M.run(args)
  local command = M.commands[args.fargs[1] or "status"]
  if not command then
    tell("no such command: " .. args.fargs[1], vim.log.levels.ERROR)
    return
  end
  command.run()
end

function M.complete(lead, line)
  if #vim.split(line, "%s+") > 2 then
    return {}
  end
  local names = vim.tbl_filter(function(name)
    return vim.startswith(name, lead)
  end, vim.tbl_keys(M.commands))
  table.sort(names)
  return names
end

return M

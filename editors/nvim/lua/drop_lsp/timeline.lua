-- The drop timeline of a function as text in a split: one line for each line of the function, one
-- column for each value:
--
--	                       left   right
--	  let left = …          ●
--	  let right = …         │      ●
--	  left.peer.set(…)      │      │
--	}                       ◆2     ◆1
--
-- ● begins, │ is there, ┆ maybe, → is moved, ◆ is dropped (with its number), ◇ maybe dropped.
-- <CR> goes to the line; the cursor in the function marks the line here.
local M = {}

local function width(s)
  return vim.fn.strdisplaywidth(s)
end

local function pad(s, n)
  return s .. string.rep(" ", n - width(s))
end

local function trimmed(line, n)
  local s = line:gsub("\t", "    ")
  if width(s) > n then
    s = vim.fn.strcharpart(s, 0, n - 1) .. "…"
  end
  return pad(s, n)
end

--- What stands in the cell of a value at a line.
local function cell(timeline, index, line)
  local value = timeline.values[index + 1]
  local mark = " "
  for _, bar in ipairs(value.bars) do
    if bar.firstLine <= line and line <= bar.lastLine then
      mark = bar.maybe and "┆" or "│"
    end
  end
  if value.range.start.line == line then
    mark = "●"
  end
  for _, move in ipairs(timeline.moves) do
    if move.from == index and move.range.start.line == line then
      mark = mark .. "→"
    end
  end
  local drops = {}
  for _, drop in ipairs(timeline.drops) do
    if drop.value == index and drop.range["end"].line == line then
      local shape = drop.when == "maybe" and "◇" or "◆"
      local text = drop.of > 1 and shape .. drop.order or shape
      if not vim.tbl_contains(drops, text) then
        table.insert(drops, text)
      end
    end
  end
  if #drops > 0 then
    mark = table.concat(drops, " ")
  end
  return mark
end

--- The lines of the picture; the first function line stands in line 2.
function M.render(timeline, source)
  local columns = {}
  for i, value in ipairs(timeline.values) do
    local name = value.kind == "temporary" and "(" .. trimmed(value.name, math.min(width(value.name), 12)) .. ")" or value.name
    columns[i] = { name = name, width = math.max(width(name), 4) + 2 }
  end
  local lines = { trimmed(timeline.name, 44) }
  for _, c in ipairs(columns) do
    lines[1] = lines[1] .. pad(c.name, c.width)
  end
  for line = timeline.firstLine, timeline.lastLine do
    local text = trimmed(source[line - timeline.firstLine + 1] or "", 44)
    for i, c in ipairs(columns) do
      text = text .. pad(cell(timeline, i - 1, line), c.width)
    end
    table.insert(lines, (text:gsub("%s+$", "")))
  end
  for _, b in ipairs(timeline.borrows or {}) do
    local c = b.conflict
    if c and c ~= vim.NIL then
      local why = c.need == "drop" and ("the drop of `" .. c.name .. "`") or (c.need == "use" and "a later use" or "the caller")
      table.insert(lines, string.format("line %d borrows `%s`, which %s still needs", b.range.start.line + 1, b.place, why))
    end
  end
  return lines
end

local marks = vim.api.nvim_create_namespace("drop_lsp_timeline")

function M.show(timeline, buf, open)
  local source = vim.api.nvim_buf_get_lines(buf, timeline.firstLine, timeline.lastLine + 1, false)
  local window = vim.api.nvim_get_current_win()
  local shown = open("drop-lsp://timeline", "droplsptimeline", M.render(timeline, source), true)
  local view = vim.fn.bufwinid(shown)
  vim.wo[view].wrap = false
  vim.wo[view].cursorline = true
  vim.wo[view].number = false
  vim.keymap.set("n", "<CR>", function()
    local line = timeline.firstLine + vim.api.nvim_win_get_cursor(0)[1] - 1
    if vim.api.nvim_win_is_valid(window) then
      vim.api.nvim_set_current_win(window)
      vim.api.nvim_win_set_cursor(window, { math.max(line, 1), 0 })
    end
  end, { buffer = shown, nowait = true })
  local group = vim.api.nvim_create_augroup("drop_lsp_timeline", {})
  vim.api.nvim_create_autocmd("CursorMoved", {
    group = group,
    buffer = buf,
    callback = function()
      if not vim.api.nvim_buf_is_valid(shown) then
        return true
      end
      local row = vim.api.nvim_win_get_cursor(0)[1] - 1 - timeline.firstLine + 1
      vim.api.nvim_buf_clear_namespace(shown, marks, 0, -1)
      if row >= 1 and row < vim.api.nvim_buf_line_count(shown) then
        vim.api.nvim_buf_set_extmark(shown, marks, row, 0, { line_hl_group = "CursorLine" })
      end
    end,
  })
end

return M

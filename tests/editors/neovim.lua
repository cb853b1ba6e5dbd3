-- Drives Neovim's own client through one spec, and prints what it got as one line of JSON.

local function wait(what, ready)
  if not vim.wait(30000, ready, 20) then
    error('waited in vain for ' .. what)
  end
end

local function ask(method, params)
  local answer = vim.lsp.buf_request_sync(0, method, params, 30000)
  for _, one in pairs(answer or {}) do
    if one.error then
      error(method .. ': ' .. vim.inspect(one.error))
    end
    return one.result
  end
  error(method .. ': no answer')
end

local function at(line, column)
  vim.api.nvim_win_set_cursor(0, { line, column })
  return vim.lsp.util.make_position_params(0, vim.lsp.get_client_by_id(1).offset_encoding)
end

local function actions(line, column)
  local params = at(line, column)
  local here = { line = line - 1, character = column }
  params.range = { start = here, ['end'] = here }
  params.position = nil
  params.context = { diagnostics = vim.lsp.diagnostic.get_line_diagnostics(0, line - 1) }
  return ask('textDocument/codeAction', params)
end

local function run()
  local got = {}
  vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.SPEC))
  wait('diagnostics', function() return #vim.diagnostic.get(0) > 0 end)
  for _, each in ipairs(vim.diagnostic.get(0)) do
    table.insert(got, { 'diagnostic', each.lnum + 1, each.col, each.end_col, each.code or each.user_data.lsp.code })
  end
  table.insert(got, { 'hover', vim.split(ask('textDocument/hover', at(3, 15)).contents.value, '\n')[1] })
  local places = ask('textDocument/definition', at(3, 15))
  table.insert(got, { 'definition', vim.fn.fnamemodify(vim.uri_to_fname(places[1].targetUri or places[1].uri), ':t') })

  local action = actions(2, 9)[1]
  table.insert(got, { 'action', action.title })
  action = action.edit and action or ask('codeAction/resolve', action)
  vim.lsp.util.apply_workspace_edit(action.edit, vim.lsp.get_client_by_id(1).offset_encoding)
  table.insert(got, { 'line', vim.api.nvim_buf_get_lines(0, 1, 2, false)[1] })
  wait('the finding to go', function() return #vim.diagnostic.get(0) == 0 end)

  vim.cmd('write | edit ' .. vim.fn.fnameescape(vim.fn.fnamemodify(vim.env.SPEC, ':h:h') .. '/lsp.yaml'))
  table.insert(got, { 'settings', vim.split(ask('textDocument/hover', at(1, 0)).contents.value, ' ')[1] })
  vim.cmd('edit other.yaml')
  table.insert(got, { 'other', #vim.tbl_keys(vim.lsp.buf_get_clients(0)) })
  return got
end

local fine, got = pcall(run)
io.stdout:write((fine and vim.fn.json_encode(got) or 'ERROR ' .. tostring(got)) .. '\n')
vim.cmd('qall!')

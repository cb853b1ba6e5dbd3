-- chant-lsp in Neovim 0.7 or newer, with its built-in client. Put this into your init.lua, or `dofile` it from there.

local clients = {} -- of each project's folder, its client

local function find_root(file) -- the nearest folder with a .chant in it; nil outside chant projects
  local folder = vim.fn.fnamemodify(file, ':p:h')
  while vim.fn.isdirectory(folder .. '/.chant') == 0 do
    local parent = vim.fn.fnamemodify(folder, ':h')
    if parent == folder then
      return nil
    end
    folder = parent
  end
  return folder
end

local function start(event)
  local file = vim.api.nvim_buf_get_name(event.buf)
  if event.match == 'yaml' and not vim.endswith(file, '/.chant/lsp.yaml') then
    return
  end
  local root = find_root(file)
  if root and not clients[root] then
    clients[root] = vim.lsp.start_client({
      name = 'chant-lsp',
      cmd = { 'chant-lsp', 'lsp' },
      root_dir = root,
      workspace_folders = { { uri = vim.uri_from_fname(root), name = vim.fn.fnamemodify(root, ':t') } },
      settings = { chant = { diagnostics = { debounce = 150 } } },
      on_exit = function() clients[root] = nil end,
    })
  end
  if root and clients[root] then
    vim.lsp.buf_attach_client(event.buf, clients[root])
  end
end

vim.api.nvim_create_autocmd('FileType', { pattern = { 'markdown', 'yaml' }, callback = start })

;;; chant-lsp in Emacs, with eglot (built in since Emacs 29) and markdown-mode. Put this into your init file.

(require 'eglot)
(require 'project)

(defun chant-lsp-find-project (folder)
  "The project is the folder that has a .chant folder in it."
  (let ((root (locate-dominating-file folder ".chant")))
    (and root (cons 'transient root))))

(add-hook 'project-find-functions #'chant-lsp-find-project)
(add-to-list 'eglot-server-programs '(markdown-mode . ("chant-lsp" "lsp")))

(defun chant-lsp-ensure ()
  "Start the server for files of a chant project, and for no other Markdown."
  (when (and buffer-file-name (locate-dominating-file buffer-file-name ".chant"))
    (eglot-ensure)))

(add-hook 'markdown-mode-hook #'chant-lsp-ensure)

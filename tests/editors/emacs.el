;;; Drives eglot through one spec, and prints what it got, a line each.  -*- lexical-binding: t -*-

(setq eglot-sync-connect 30 eglot-connect-timeout 30 eglot-confirm-server-initiated-edits nil make-backup-files nil)

(defun driver-wait (what ready)
  (with-timeout (30 (error "waited in vain for %s" what))
    (while (not (funcall ready)) (accept-process-output nil 0.05))))

(defun driver-go (line column)
  (goto-char (point-min))
  (forward-line (1- line))
  (forward-char column))

(defun driver-say (&rest words) (princ (concat (mapconcat #'identity words " ") "\n")))

(defun driver-diagnostics ()
  (flymake-start)
  (flymake-diagnostics))

(defun driver-ask (method)
  (jsonrpc-request (eglot--current-server-or-lose) method (eglot--TextDocumentPositionParams)))

(find-file (getenv "SPEC"))
(apply #'eglot--connect (eglot--guess-contact)) ; what `eglot-ensure' does after the next command, of which a batch has none
(driver-wait "diagnostics" #'driver-diagnostics)
(dolist (each (driver-diagnostics))
  (driver-say "diagnostic" (buffer-substring (flymake-diagnostic-beg each) (flymake-diagnostic-end each))))

(driver-go 3 15)
(driver-say "hover" (car (split-string (plist-get (plist-get (driver-ask :textDocument/hover) :contents) :value) "\n")))
(let ((found (driver-ask :textDocument/definition)))
  (let ((place (if (vectorp found) (aref found 0) found)))
    (driver-say "definition" (file-name-nondirectory (or (plist-get place :targetUri) (plist-get place :uri))))))

(driver-go 2 9)
(let ((action (seq-find (lambda (each) (eq t (plist-get each :isPreferred)))
                        (jsonrpc-request
                         (eglot--current-server-or-lose) :textDocument/codeAction
                         (list :textDocument (eglot--TextDocumentIdentifier)
                               :range (list :start (eglot--pos-to-lsp-position) :end (eglot--pos-to-lsp-position))
                               :context (list :diagnostics []))))))
  (driver-say "action" (plist-get action :title))
  (eglot--apply-workspace-edit (plist-get action :edit)))
(driver-say "line" (progn (driver-go 2 0) (buffer-substring (point) (line-end-position))))
(driver-wait "the finding to go" (lambda () (null (driver-diagnostics))))
(set-buffer-modified-p nil)
(eglot-shutdown (eglot-current-server))

"""The screens. A view loads, binds a form, calls one act, and answers with a page or a part of one."""

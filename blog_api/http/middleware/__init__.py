"""ASGI middleware, one in each file; `stack.py` has their order.

Starlette's `BaseHTTPMiddleware` is not used: it adds a task to each request and hides cancellation.
"""

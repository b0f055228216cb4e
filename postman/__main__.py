"""Write the collection and the environments into this folder."""

from postman.collection import FILES

for path, made in FILES.items():
    path.write_text(made(), encoding="utf-8")

"""Write the collection and the environment beside this file."""

from postman.collection import FILES

for path, made in FILES.items():
    path.write_text(made(), encoding="utf-8")

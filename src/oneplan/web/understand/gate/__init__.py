"""The gate's pages: tables of a data set are chosen, made safe, looked at by a second person and released."""

"""A second rig: Cinder's services as separate processes over RabbitMQ, so that one can be lost.

The settings, the database and the file driver are the standalone service's own; over them lies a
configuration with the broker. Only the tests need it: a user's service is one process.
"""

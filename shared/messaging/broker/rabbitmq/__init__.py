"""The broker port over RabbitMQ."""

"""What loads a gateway and what is measured in its place: brokers, publishers, subscribers, a site to speak for."""

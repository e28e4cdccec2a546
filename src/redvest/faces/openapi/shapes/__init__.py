"""What goes over the wire: the shapes of requests and answers. They hold no rules of the domain."""

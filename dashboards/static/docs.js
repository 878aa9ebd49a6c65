// Starts the API's documentation from files beside it: no inline script, nothing from elsewhere.
SwaggerUIBundle({ url: "/openapi.json", dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null });

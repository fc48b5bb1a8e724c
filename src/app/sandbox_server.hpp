#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "app/config.hpp"
#include "app/sandbox_seed.hpp"

namespace promo::app {

// What leads a program to the sandbox.
struct VendorSettings {
    std::string telegram_api_base_url;
    std::string stripe_api_base_url;
    std::string funderpro_base_url;
    std::string funderpro_product_id;
    std::string clerk_publishable_key;
    std::string clerk_issuer;
    std::string clerk_api_base_url;
    std::string clerk_secret_key;
};

// The sandbox on a port of its own, with a thread that lets its time pass and a way out for its webhooks.
class SandboxServer {
public:
    explicit SandboxServer(const Config& config);
    ~SandboxServer();

    void start();
    void stop();
    // Bots, people, channels and accounts, so that the page is not empty and somebody can sign in.
    DemoBot seed();

    std::string address() const;
    VendorSettings settings() const;

private:
    class Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace promo::app

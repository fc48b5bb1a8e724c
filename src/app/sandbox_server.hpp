#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "app/config.hpp"

namespace promo::app {

// The sandbox on a port of its own, with a thread that lets its time pass and a way out for its webhooks.
class SandboxServer {
public:
    explicit SandboxServer(const Config& config);
    ~SandboxServer();

    void start();
    void stop();
    // A bot, a few people and a channel, so that the page is not empty.
    void seed();

    std::string address() const;
    std::string telegram_url() const;

private:
    class Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace promo::app

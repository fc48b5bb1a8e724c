#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "net/http_client.hpp"
#include "storage/s3/s3_store.hpp"

namespace promo::storage {

enum class Conditions { kept, ignored };

// tests/support/s3_server.py in its own process, and what it takes to talk to it.
class S3Emulator {
public:
    explicit S3Emulator(Conditions conditions = Conditions::kept);
    ~S3Emulator();
    S3Emulator(const S3Emulator&) = delete;
    S3Emulator& operator=(const S3Emulator&) = delete;

    std::string endpoint() const { return "http://127.0.0.1:" + std::to_string(port_); }
    std::string host() const { return "127.0.0.1:" + std::to_string(port_); }
    static SigningKey key();
    S3Options options() const;
    S3Store store() { return S3Store(options(), client, clock, entropy); }

    // For the next signed requests, see the script.
    void faults(const std::string& json_list);
    int signed_requests();

    core::Metrics metrics;
    net::HttpClient client;
    core::SystemClock clock;
    core::SystemEntropy entropy;

private:
    pid_t process_ = -1;
    int port_ = 0;
};

}  // namespace promo::storage

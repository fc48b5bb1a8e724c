// How fast a session token is checked while its issuer's keys are held.
//   token_bench FOLDER SECONDS     prints `us_per_check N`
// FOLDER holds `token`, `jwks.json`, `issuer`, as benchmarks/tokens.py writes them.

#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "core/clock.hpp"
#include "core/metrics.hpp"
#include "integrations/clerk/api.hpp"
#include "net/http_client.hpp"

namespace {

using namespace promo;
using Steady = std::chrono::steady_clock;

constexpr int kBatch = 100;

std::string read(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + file.string());
    return {std::istreambuf_iterator<char>(in), {}};
}

double us_per_check(const std::filesystem::path& folder, std::chrono::seconds time) {
    const auto token = read(folder / "token");
    const auto keys = read(folder / "jwks.json");
    const core::SystemClock clock;
    core::Metrics metrics;
    const auto send = [&](const net::Request&) {
        net::Reply reply;
        reply.outcome = net::Outcome::answered;
        reply.status = 200;
        reply.body = keys;
        return reply;
    };
    clerk::Tokens tokens(send, clock, metrics, {.issuers = {read(folder / "issuer")}, .parties = {}});
    tokens.refresh_due();
    long checks = 0;
    const auto begun = Steady::now();
    while (Steady::now() < begun + time) {
        for (int i = 0; i < kBatch; ++i, ++checks) {
            if (std::holds_alternative<clerk::Failure>(tokens.verify(token, {})))
                throw std::runtime_error("the token is not believed");
        }
    }
    return std::chrono::duration<double, std::micro>(Steady::now() - begun).count() / static_cast<double>(checks);
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3) {
        std::fputs("usage: token_bench FOLDER SECONDS\n", stderr);
        return 2;
    }
    try {
        std::printf("us_per_check %.2f\n", us_per_check(arguments[1], std::chrono::seconds(std::stoi(arguments[2]))));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "token_bench: %s\n", error.what());
        return 1;
    }
}

#include "s3_emulator.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

namespace promo::storage {
namespace {

constexpr const char* kBucket = "promo-test";
constexpr const char* kRegion = "eu-test-1";
constexpr const char* kAccessKey = "access-for-tests";
constexpr const char* kSecretKey = "not-a-secret-for-tests-only";

int read_port(int pipe) {
    std::string line;
    char letter = 0;
    while (::read(pipe, &letter, 1) == 1 && letter != '\n')
        line += letter;
    if (line.empty()) throw std::runtime_error("the S3 emulator did not start");
    return std::stoi(line);
}

}  // namespace

S3Emulator::S3Emulator(Conditions conditions) : client({}, metrics) {
    int pipe[2];
    if (::pipe2(pipe, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    const std::string script = PROMOSTACK_SOURCE_DIR "/tests/support/s3_server.py";
    process_ = ::fork();
    if (process_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::dup2(pipe[1], STDOUT_FILENO);
        const char* last = conditions == Conditions::ignored ? "--ignore-conditions" : nullptr;
        ::execlp("python3", "python3", script.c_str(), "--bucket", kBucket, "--region", kRegion, "--access-key",
                 kAccessKey, "--secret-key", kSecretKey, last, nullptr);
        ::_exit(127);
    }
    ::close(pipe[1]);
    port_ = read_port(pipe[0]);
    ::close(pipe[0]);
    client.start();
}

S3Emulator::~S3Emulator() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
}

SigningKey S3Emulator::key() {
    return {kAccessKey, core::Secret(kSecretKey), kRegion};
}

S3Options S3Emulator::options() const {
    S3Options options;
    options.endpoint = endpoint();
    options.region = kRegion;
    options.bucket = kBucket;
    options.access_key = kAccessKey;
    options.secret_key = core::Secret(kSecretKey);
    options.retry.backoff = {std::chrono::milliseconds(1), std::chrono::milliseconds(5)};
    return options;
}

void S3Emulator::faults(const std::string& json_list) {
    net::Request request;
    request.vendor = "test";
    request.method = "POST";
    request.url = core::Secret(endpoint() + "/-/faults");
    request.body = json_list;
    if (client.perform(request).status != 200) throw std::runtime_error("the S3 emulator does not listen");
}

int S3Emulator::signed_requests() {
    net::Request request;
    request.vendor = "test";
    request.url = core::Secret(endpoint() + "/-/count");
    return std::stoi(client.perform(request).body);
}

}  // namespace promo::storage

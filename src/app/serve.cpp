#include <cstdlib>
#include <iostream>

#include "app/app.hpp"
#include "app/commands.hpp"
#include "app/data_folder.hpp"
#include "app/serving.hpp"
#include "app/termination.hpp"
#include "core/log.hpp"

namespace promo::app {
namespace {

constexpr std::chrono::milliseconds kGrace{13'000};

}  // namespace

void say(const std::string& line) {
    std::cout << line << std::endl;
}

std::string address(const Config& config, std::uint16_t port) {
    const bool local = config.host == "127.0.0.1" || config.host == "0.0.0.0";
    const bool six = config.host.find(':') != std::string::npos;
    const auto host = local ? "localhost" : six ? '[' + config.host + ']' : config.host;
    return "http://" + host + ':' + std::to_string(port);
}

Exit finish(App& app) {
    if (!app.stop(kGrace)) {
        core::log::warn("app.cut_off", {{"grace_ms", kGrace.count()}});
        // Taking the parts apart would wait for what still runs. Its lease ends, and it is taken up again.
        std::_Exit(static_cast<int>(Exit::good));
    }
    return Exit::good;
}

Exit serve(Config config, Roles roles) {
    const Termination termination;
    core::SystemEntropy entropy;
    prepare_data_folder(config, entropy);
    App app(config, roles);
    app.start();
    say("PromoStack serves " + address(config, app.port()));
    termination.wait();
    return finish(app);
}

}  // namespace promo::app

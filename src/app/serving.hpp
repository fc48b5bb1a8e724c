#pragma once

#include <cstdint>
#include <string>

#include "app/app.hpp"
#include "app/cli.hpp"

// What the commands that serve have in common.
namespace promo::app {

// A line for the person at the terminal, seen at once.
void say(const std::string& line);

std::string address(const Config& config, std::uint16_t port);

// Stops within the fifteen seconds that a supervisor gives; what is cut off then is in the log.
Exit finish(App& app);

}  // namespace promo::app

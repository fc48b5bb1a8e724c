# promo_fonts: the fonts of pictures in FOLDER, each with the contents that src/rendering/text/fonts.table asks for.
# The same file is the script that copies them.
set(table ${CMAKE_CURRENT_LIST_DIR}/../src/rendering/text/fonts.table)

if(NOT CMAKE_SCRIPT_MODE_FILE)
  set(PROMOSTACK_FONTS_DIR ${CMAKE_BINARY_DIR}/fonts)
  add_custom_command(OUTPUT ${PROMOSTACK_FONTS_DIR}/.copied
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${PROMOSTACK_FONTS_DIR} -P ${CMAKE_CURRENT_LIST_FILE}
    DEPENDS ${table} ${CMAKE_CURRENT_LIST_FILE} COMMENT "Copying fonts" VERBATIM)
  add_custom_target(promo_fonts DEPENDS ${PROMOSTACK_FONTS_DIR}/.copied)
  return()
endif()

file(READ ${table} text)
string(REGEX MATCHALL "FONT\\(\"[^\"]+\", [0-9]+,[ \n]+\"[0-9a-f]+\"" rows "${text}")
foreach(row IN LISTS rows)
  string(REGEX MATCH "\"([^\"]+)\", [0-9]+,[ \n]+\"([0-9a-f]+)\"" row "${row}")
  set(source /usr/share/fonts/${CMAKE_MATCH_1})
  set(wanted ${CMAKE_MATCH_2})
  set(found nothing)
  if(EXISTS ${source})
    file(SHA256 ${source} found)
  endif()
  if(NOT found STREQUAL wanted)
    message(FATAL_ERROR "${source} is missing or of another version: pictures would differ. On Debian 12 type\n"
      "  apt-get install --reinstall fonts-dejavu-core fonts-inter fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji")
  endif()
  get_filename_component(name ${source} NAME)
  file(MAKE_DIRECTORY ${FOLDER})
  file(COPY_FILE ${source} ${FOLDER}/${name} ONLY_IF_DIFFERENT)
endforeach()
file(TOUCH ${FOLDER}/.copied)

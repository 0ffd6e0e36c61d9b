"""One report in six languages as the text of a PDF holds it: broken lines, furniture, a footnote, a list cut by a page.

Written for the tests; nothing in it is real.
"""

ENGLISH = """United Nations S/2031/62
Security Council Distr.: General
19 January 2031
Original: English

31-00543 (E) 200131
*3100543*

United Nations Support Mission in Libya
Report of the Secretary-General
I. Introduction
1. The present report, submitted pursuant to Security Council resolution 2542
(2020), covers political, security and economic developments in Libya. It provides an
overview of the human rights and humanitarian situation in the country and the
activities of the United Nations Support Mission in Libya (UNSMIL) since the
issuance of the previous report on 25 August 2030 (S/2030/832).1
II. Political and security-related developments
2. On 23 October 2030, the representatives of the 5+5 Joint Military Commission
signed in Geneva a complete and permanent ceasefire agreement. Under the agreement,
all armed forces were to withdraw from all lines of contact within three months.
A. Implementation of the agreement
3. From 2 to 4 November, the Commission met in Ghadames. It decided:
(a) To establish a Libyan-led and Libyan-owned monitoring mechanism;
(b) To deploy some 60 monitors in the towns of Sirte, Hun, Waddan and
Sukna;
__________________
1 See also S/2030/909, paras. 12 and 13.
S/2031/62
31-00543 3/18
(c) To meet every 60 days.
4. The Mission reported that 17 of the 75 participants were women (see para. 99
below), or 23 per cent. The cost amounts to $1.5 million.
B. Human rights
5. Between 1 September and 31 December, at least 41 civilians were killed and more
than 120 injured, including 12 children.
"""

FRENCH = """Nations Unies S/2031/62
Conseil de sécurité Distr. générale
19 janvier 2031
Français
Original : anglais

31-00543 (F) 190131 200131
*3100543*

Mission d’appui des Nations Unies en Libye
Rapport du Secrétaire général
I. Introduction
1. Le présent rapport, soumis en application de la résolution 2542 (2020) du Conseil
de sécurité, porte sur les faits nouveaux survenus en Libye sur les plans politique et
économique et en matière de sécurité. Il présente un aperçu de la situation humanitaire
et des activités de la Mission d’appui des Nations Unies en Libye (MANUL) depuis la
publication du rapport précédent, le 25 août 2030 (S/2030/832)1.
II. Évolution de la situation politique et des conditions
de sécurité
2. Le 23 octobre 2030, les représentants de la Commission militaire conjointe 5+5
ont signé à Genève un accord de cessez-le-feu complet et permanent. Aux termes de
l’accord, toutes les forces armées devaient se retirer de toutes les lignes de contact dans
un délai de trois mois.
A. Suivi de l’application de l’accord
3. Du 2 au 4 novembre, la Commission s’est réunie à Ghadamès. Elle a décidé :
a) De créer un mécanisme de surveillance dirigé et contrôlé par les Libyens ;
b) De déployer quelque 60 observateurs dans les villes de Syrte, Hun, Waddan
et Soukna ;
__________________
1 Voir également S/2030/909, par. 12 et 13.
S/2031/62
2/18 31-00543
c) De se réunir tous les 60 jours.
4. La Mission a indiqué que 17 des 75 participants étaient des femmes (voir par. 99
ci-dessous), soit 23 %. Le coût s’élève à 1,5 million de dollars.
B. Droits humains
5. Entre le 1er septembre et le 31 décembre, au moins 41 civils ont été tués et plus de
120 blessés, dont 12 enfants.
"""

SPANISH = """Naciones Unidas S/2031/62
Consejo de Seguridad Distr. general
19 de enero de 2031
Español
Original: inglés

31-00543 (S) 190131 200131
*3100543*

Misión de Apoyo de las Naciones Unidas en Libia
Informe del Secretario General
I. Introducción
1. El presente informe, que se presenta en cumplimiento de la resolución 2542
(2020) del Consejo de Seguridad, abarca los acontecimientos políticos, económicos y
de seguridad ocurridos en Libia. En él se ofrece un panorama de la situación
humanitaria y de las actividades de la Misión desde la publicación del informe anterior,
de 25 de agosto de 2030 (S/2030/832)1.
II. Acontecimientos políticos y de seguridad
2. El 23 de octubre de 2030, los representantes de la Comisión Militar Conjunta 5+5
firmaron en Ginebra un acuerdo de alto el fuego completo y permanente. Según el
acuerdo, todas las fuerzas armadas debían retirarse de todas las líneas de contacto en un
plazo de tres meses.
A. Aplicación del acuerdo
3. Del 2 al 4 de noviembre, la Comisión se reunió en Gadamés. Decidió:
a) Crear un mecanismo de vigilancia dirigido y controlado por los libios;
b) Desplegar a unos 60 observadores en las ciudades de Sirte, Hun, Waddan y
Sukna;
__________________
1 Véase también S/2030/909, párrs. 12 y 13.
S/2031/62
31-00543 3/18
c) Reunirse cada 60 días.
4. La Misión indicó que 17 de los 75 participantes eran mujeres (véase el párr. 99
infra), es decir, el 23 %. El costo asciende a 1,5 millones de dólares.
B. Derechos humanos
5. Entre el 1 de septiembre y el 31 de diciembre, al menos 41 civiles murieron y más
de 120 resultaron heridos, entre ellos 12 niños.
"""

RUSSIAN = """Организация Объединенных Наций S/2031/62
Совет Безопасности Distr.: General
19 January 2031
Russian
Original: English

31-00543 (R) 190131 200131
*3100543*

Миссия Организации Объединенных Наций по
поддержке в Ливии
Доклад Генерального секретаря
I. Введение
1. Настоящий доклад, представленный во исполнение резолюции 2542 (2020)
Совета Безопасности, охватывает события в Ливии в политической, экономической
сфере и в сфере безопасности. В нем содержится обзор гуманитарной ситуации и
деятельности Миссии за период с момента издания предыдущего доклада от
25 августа 2030 года (S/2030/832)1.
II. События в политической сфере и области безопасности
2. 23 октября 2030 года представители Совместной военной комиссии «5+5»
подписали в Женеве соглашение о полном и постоянном прекращении огня. Согласно
соглашению, все вооруженные силы должны были покинуть все линии
соприкосновения в течение трех месяцев.
A. Осуществление соглашения
3. 2–4 ноября Комиссия провела заседание в Гадамесе. Она постановила:
a) создать механизм наблюдения под руководством и при ответственности
ливийцев;
b) развернуть около 60 наблюдателей в городах Сирт, Хун, Ваддан и Сукна;
__________________
1 См. также S/2030/909, пункты 12 и 13.
S/2031/62
2/18 31-00543
c) проводить заседания каждые 60 дней.
4. Миссия сообщила, что 17 из 75 участников составляли женщины (см. пункт 99
ниже), то есть 23 процента. Расходы составили 1,5 млн долл. США.
B. Права человека
5. С 1 сентября по 31 декабря по меньшей мере 41 гражданское лицо погибло и
более 120 получили ранения, включая 12 детей.
"""

ARABIC = """الأمم المتحدة S/2031/62
مجلس الأمن Distr.: General
19 January 2031
Arabic
Original: English

31-00543 (A) 190131 200131
*3100543*

بعثة الأمم المتحدة للدعم في ليبيا
تقرير الأمين العام
أولا - مقدمة
1 - يغطي هذا التقرير، المقدم عملا بقرار مجلس الأمن 2542 (2020)، التطورات
السياسية والأمنية والاقتصادية في ليبيا. ويقدم لمحة عامة عن الحالة الإنسانية وعن
أنشطة البعثة منذ صدور التقرير السابق في 25 آب/أغسطس 2030 (S/2030/832)(1).
ثانيا - التطورات السياسية والأمنية
2 - في 23 تشرين الأول/أكتوبر 2030، وقع ممثلو اللجنة العسكرية المشتركة 5+5 في
جنيف اتفاقا كاملا ودائما لوقف إطلاق النار. وبموجب الاتفاق، كان على جميع القوات
المسلحة أن تنسحب من جميع خطوط التماس في غضون ثلاثة أشهر.
ألف - تنفيذ الاتفاق
3 - وفي الفترة من 2 إلى 4 تشرين الثاني/نوفمبر، اجتمعت اللجنة في غدامس. وقررت ما
يلي:
(أ) إنشاء آلية للرصد بقيادة الليبيين؛
(ب) نشر نحو 60 مراقبا في المدن التالية: سرت وهون وودان وسوكنة؛
__________________
(1) انظر أيضا S/2030/909، الفقرتان 12 و 13.
S/2031/62
2/18 31-00543
(ج) الاجتماع كل 60 يوما.
4 - وأفادت البعثة بأن 17 من 75 مشاركا كانوا من النساء (انظر الفقرة 99 أدناه)، أي 23
في المائة. وتبلغ التكلفة 1.5 مليون دولار.
باء - حقوق الإنسان
5 - وفي الفترة من 1 أيلول/سبتمبر إلى 31 كانون الأول/ديسمبر، قتل ما لا يقل عن 41
مدنيا وأصيب أكثر من 120 بجروح، من بينهم 12 طفلا.
"""

CHINESE = """联合国 S/2031/62
安全理事会 Distr.: General
19 January 2031
Chinese
Original: English

31-00543 (C) 190131 200131
*3100543*

联合国利比亚支助团
秘书长的报告
一. 导言
1. 本报告根据安全理事会第2542(2020)号决议提交，介绍利比亚政治、安全和经济方面的
事态发展，概述该国的人权和人道主义局势以及联合国利比亚支助团自2030年8月25日
上一次报告(S/2030/832)1 发布以来开展的活动。
二. 政治和安全方面的事态发展
2. 2030年10月23日，5+5联合军事委员会的代表在日内瓦签署了全面永久停火协议。根据
协议，所有武装部队应在三个月内撤离所有接触线。
A. 协议的执行情况
3. 11月2日至4日，委员会在盖达米斯举行会议，决定：
(a) 建立一个由利比亚人主导和自主的监测机制；
(b) 在以下城镇部署约60名监测员：苏尔特、胡恩、瓦旦和索克奈；
__________________
1 另见S/2030/909，第12和13段。
S/2031/62
2/18 31-00543
(c) 每60天举行一次会议。
4. 支助团报告称，75名参与者中有17名妇女(见下文第99段)，即23%。费用为150万美元。
B. 人权
5. 9月1日至12月31日，至少41名平民被打死，120多人受伤，其中包括12名儿童。
"""

BROKEN = {"en": ENGLISH, "fr": FRENCH, "es": SPANISH, "ru": RUSSIAN, "ar": ARABIC, "zh": CHINESE}

ENGLISH_LETTER = """United Nations S/2031/310
Security Council Distr.: General
14 April 2031
Original: Arabic and English

Letter dated 14 April 2031 from the Permanent Representative of Qatar
and the Chargé d’affaires a.i. of the Permanent Mission of Norway to
the United Nations addressed to the President of the Security Council
As you know, the Governments of Norway and Qatar co-hosted the first meeting of
the contact group in Doha on 13 April. We should be grateful if the attached statement
(see annex) could be circulated as a document of the Council.
(Signed) Alya Al-Thani
Ambassador
Permanent Representative
(Signed) Ola Nordmann
Chargé d’affaires a.i.
31-00777 (E) 150431
*3100777*
S/2031/310
2/4 31-00777
Annex to the letter dated 14 April 2031 from the Permanent
Representative of Qatar and the Chargé d’affaires a.i. of the
Permanent Mission of Norway to the United Nations addressed to the
President of the Security Council
[Original: Arabic]
Contact group: statement by the Chair
Doha, 13 April 2031
1. Following the London conference of 29 March 2031, the first meeting was held in
Doha on 13 April. Some 21 countries took part.
2. Participants demanded that all forces leave the towns of Ajdabiya, Brega, Jadu,
Misrata and Zintan immediately.
Support for the people
3. Participants urged all parties to provide safe passage within 48 hours. They decided
to hold the second meeting in Italy, on a date to be determined.
"""

FRENCH_LETTER = """Nations Unies S/2031/310
Conseil de sécurité Distr. générale
14 avril 2031
Français
Original : anglais et arabe

Lettre datée du 14 avril 2031, adressée au Président du Conseil
de sécurité par la Représentante permanente du Qatar auprès
de l’Organisation des Nations Unies
Comme vous le savez, les Gouvernements norvégien et qatarien ont organisé la
première réunion du groupe de contact à Doha le 13 avril. Nous vous serions obligés de
faire distribuer la déclaration ci-jointe (voir annexe) comme document du Conseil.
L’Ambassadrice,
Représentante permanente
(Signé) Alya Al-Thani
31-00777 (F) 150431
*3100777*
S/2031/310
2/4 31-00777
Annexe à la lettre datée du 14 avril 2031 adressée au Président
du Conseil de sécurité par la Représentante permanente du Qatar
auprès de l’Organisation des Nations Unies
[Original : arabe]
Groupe de contact : déclaration du Président
Doha, le 13 avril 2031
1. À la suite de la conférence de Londres du 29 mars 2031, la première réunion s’est
tenue à Doha le 13 avril. Au total, 21 pays y ont participé.
2. Les participants ont exigé que toutes les forces quittent immédiatement les villes
de Syrte, Brega, Jadu, Misrata et Zintan.
"""

ARABIC_LETTER = """الأمم المتحدة S/2031/310
مجلس الأمن Distr.: General
14 April 2031
Arabic
Original: Arabic and English

رسالة مؤرخة 14 نيسان/أبريل 2031 موجهة إلى رئيس مجلس الأمن من
الممثلة الدائمة لقطر لدى الأمم المتحدة
كما تعلمون، شاركت حكومتا النرويج وقطر في استضافة الاجتماع الأول لفريق الاتصال في
الدوحة في 13 نيسان/أبريل. وأرجو تعميم البيان المرفق باعتباره وثيقة من وثائق المجلس.
(توقيع) علياء آل ثاني
السفيرة
الممثلة الدائمة
31-00777 (A) 150431
*3100777*
S/2031/310
2/4 31-00777
مرفق الرسالة المؤرخة 14 نيسان/أبريل 2031 الموجهة إلى رئيس مجلس الأمن من
الممثلة الدائمة لقطر لدى الأمم المتحدة
[الأصل: بالعربية]
فريق الاتصال: بيان الرئيس
الدوحة، 13 نيسان/أبريل 2031
1 - عقب مؤتمر لندن المعقود في 29 آذار/مارس 2031، عقد الاجتماع الأول في الدوحة في 13
نيسان/أبريل. وشارك فيه 21 بلدا.
2 - وطالب المشاركون بأن تغادر جميع القوات فورا المدن التالية: سرت والبريقة وجادو
ومصراتة والزنتان.
"""

LETTERS = {"en": ENGLISH_LETTER, "fr": FRENCH_LETTER, "ar": ARABIC_LETTER}
